/**
 * An element with attributes and children; texts become text nodes, never markup.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, string | number | boolean>} attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (value === true) {
            made.setAttribute(key, "");
        } else if (value !== false) {
            made.setAttribute(key, String(value));
        }
    }
    made.append(...children);
    return made;
}

/**
 * The element of the page that has this id.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
    const found = document.getElementById(id);
    if (!found) {
        throw new Error("the page has no element " + id);
    }
    return found;
}
