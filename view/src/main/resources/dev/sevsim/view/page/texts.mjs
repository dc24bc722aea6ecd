/** @type {Record<string, Record<string, string>>} */
const textTable = JSON.parse(document.getElementById("texts")?.textContent ?? "{}");
let chosenLanguage = "en";

/** @returns {string} the language of the page */
export function language() {
    return chosenLanguage;
}

/**
 * Takes a language; one that the table lacks is that of the browser, or English.
 * @param {string} asked
 */
export function setLanguage(asked) {
    const known = Object.keys(textTable["title"] ?? {});
    const own = navigator.language.startsWith("zh") ? "zh-CN" : "en";
    chosenLanguage = known.includes(asked) ? asked : own;
    document.documentElement.lang = chosenLanguage;
    for (const element of document.querySelectorAll("[data-text]")) {
        element.textContent = text(element.getAttribute("data-text") ?? "");
    }
    for (const element of document.querySelectorAll("[data-label]")) {
        element.setAttribute("aria-label", text(element.getAttribute("data-label") ?? ""));
    }
}

/**
 * A text of the page in its language; {0} and {1} are replaced by the values.
 * @param {string} key
 * @param {...(string | number)} values
 * @returns {string}
 */
export function text(key, ...values) {
    const found = textTable[key]?.[chosenLanguage] ?? key;
    return values.reduce((/** @type {string} */ all, value, i) => all.replaceAll("{" + i + "}", String(value)), found);
}

/**
 * The meaning of a field in the language of the page; meanings come from the specification in English.
 * @param {string} english
 * @returns {string}
 */
export function meaning(english) {
    return textTable["meaning:" + english]?.[chosenLanguage] ?? english;
}
