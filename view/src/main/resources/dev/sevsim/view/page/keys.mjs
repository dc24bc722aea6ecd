import { byId, element } from "./dom.mjs";
import { text } from "./texts.mjs";

/** @typedef {import("./types").Key} Key */
/** @typedef {import("./model.mjs").Model} Model */

/** Hexadecimal digits that are shown without scrolling. */
const SHORT = 192;

/**
 * Shows how every key comes to be.
 * @param {Model} model
 * @param {(id: string) => void} choose
 */
export function drawKeys(model, choose) {
    const keys = model.launch.keys;
    const groups = new Map(keys.map((key) => [key.group, keys.filter((other) => other.group === key.group)]));
    const parts = [...groups].map(([group, members]) => element("section", { "aria-labelledby": group },
        element("h3", { id: group }, text(group)),
        element("p", { class: "why" }, text(group + ".why")),
        element("div", { class: "cards" }, ...members.map((key) => card(keys, key, choose)))));
    byId("key-list").replaceChildren(...parts);
    const missing = keys.find((key) => key.missing)?.missing;
    byId("keys-missing").textContent = keys.length === 0 ? text("keys.none") : missing ? text("keys.missing." + missing) : "";
}

/**
 * @param {Key[]} keys
 * @param {Key} key
 * @param {(id: string) => void} choose
 */
function card(keys, key, choose) {
    const name = element("button", { type: "button", class: "key-name", "data-key-id": key.id, "aria-pressed": "false" },
        element("code", {}, key.symbol), " ", text("key." + key.id));
    name.addEventListener("click", () => choose(key.id));
    const kind = key.secret ? "keys.secret" : "keys.public";
    const list = element("dl", {}, ...row("keys.formula", key.formula ? element("code", {}, key.formula) : text("keys.given")));
    if (key.inputs.length > 0) {
        list.append(...row("keys.inputs", ...key.inputs.map((input) => inputOf(keys, input, choose))));
    }
    list.append(...row("detail.hex", key.hex === undefined ? text("keys.left-out." + key.missing) : hexadecimal(key.symbol, key.hex)));
    list.append(...row("detail.source", key.source));
    const part = element("article", { id: "key-" + key.id, class: "card " + (key.secret ? "secret" : "public") },
        element("h4", {}, name, element("span", { class: "kind" }, text(kind))),
        element("p", {}, text("key." + key.id + ".why")),
        list);
    if (key.check) {
        part.append(check(key.symbol, key.check));
    }
    return part;
}

/**
 * @param {string} name
 * @param {...(Node | string)} content
 */
function row(name, ...content) {
    return [element("dt", {}, text(name)), element("dd", {}, ...content)];
}

/**
 * @param {Key[]} keys
 * @param {Key["inputs"][number]} input
 * @param {(id: string) => void} choose
 */
function inputOf(keys, input, choose) {
    const other = input.key === undefined ? undefined : keys[input.key];
    if (other) {
        const button = element("button", { type: "button" }, element("code", {}, input.name));
        button.addEventListener("click", () => choose(other.id));
        return element("span", { class: "input" }, button);
    }
    const value = input.value === undefined ? text("keys.unknown") : hexadecimal(input.name, input.value);
    return element("div", { class: "input" }, element("code", {}, input.name), " = ", value);
}

/**
 * Bytes in groups of four; many of them scroll.
 * @param {string} name
 * @param {string} hex
 */
function hexadecimal(name, hex) {
    const bytes = /^([0-9a-f]{2}){5,}$/.test(hex) ? hex.replace(/.{8}(?=.)/g, "$& ") : hex;
    return hex.length <= SHORT ? element("code", { class: "hex" }, bytes) : scrolling("dump", name, bytes);
}

/**
 * @param {string} label
 * @param {string} name
 * @param {string} content
 */
function scrolling(label, name, content) {
    return element("pre", { role: "group", tabindex: 0, "aria-label": text(label, name) }, content);
}

/**
 * The line that computes the bytes anew, with a button that takes it.
 * @param {string} symbol
 * @param {string} line
 */
function check(symbol, line) {
    const shown = scrolling("keys.check.of", symbol, line);
    const copy = element("button", { type: "button" }, text("keys.copy"));
    const done = element("output");
    copy.addEventListener("click", () => {
        getSelection()?.selectAllChildren(shown); // for a browser that lets no page write to the clipboard
        Promise.resolve(navigator.clipboard?.writeText(line)).then(
            () => (done.textContent = text("keys.copied")), () => (done.textContent = text("keys.selected")));
    });
    return element("div", { class: "check" }, element("h5", {}, text("keys.check")), " ", copy, " ", done, shown);
}

/**
 * Marks a key, and those that it is made of.
 * @param {Model} model
 * @param {string} id
 * @param {boolean} focus whether the keyboard goes there
 */
export function markKey(model, id, focus) {
    const keys = model.launch.keys;
    const chosen = keys.find((key) => key.id === id);
    const inputs = (chosen?.inputs ?? []).map((input) => (input.key === undefined ? undefined : keys[input.key]?.id));
    for (const key of keys) {
        const part = byId("key-" + key.id);
        part.classList.toggle("chosen", key === chosen);
        part.classList.toggle("used", inputs.includes(key.id));
        part.querySelector(".key-name")?.setAttribute("aria-pressed", String(key === chosen));
    }
    if (chosen) {
        const part = byId("key-" + id);
        part.scrollIntoView({ block: "nearest" });
        if (focus) {
            /** @type {HTMLElement | null} */ (part.querySelector(".key-name"))?.focus({ preventScroll: true });
        }
    }
}

/**
 * The key that an arrow goes to from another.
 * @param {Model} model
 * @param {string} from
 * @param {string} pressed name of the key of the keyboard
 * @returns {string | undefined}
 */
export function nextKey(model, from, pressed) {
    const ids = model.launch.keys.map((key) => key.id);
    const at = ids.indexOf(from);
    /** @type {Record<string, number>} */
    const places = { ArrowDown: at + 1, ArrowRight: at + 1, j: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, k: at - 1, Home: 0, End: ids.length - 1 };
    const place = places[pressed];
    return place === undefined ? undefined : ids[place];
}
