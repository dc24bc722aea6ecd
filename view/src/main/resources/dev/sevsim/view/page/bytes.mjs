import { byId, element } from "./dom.mjs";
import { meaning, text } from "./texts.mjs";

/** @typedef {import("./types").Block} Block */
/** @typedef {import("./types").Frame} Frame */
/** @typedef {import("./types").Stage} Stage */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./model.mjs").Model} Model */

const WIDTH = 16;
const NARROW = matchMedia("(max-width: 30rem)");
const PRINTABLE = /^[\x20-\x7e]$/;

/**
 * Shows a stage or a frame with its bytes and fields.
 * @param {Model} model
 * @param {Row} row
 * @param {string} field "BLOCK.SPAN" of the chosen field; empty for none
 * @param {(field: string) => void} choose
 */
export function drawBytes(model, row, field, choose) {
    const stage = row.kind === "stage" ? model.launch.stages[row.index] : undefined;
    const frame = model.frame(stage ? stage.main : row.index);
    const parts = [heading(stage, frame), ...about(stage, frame)];
    frame.blocks.forEach((block, index) => parts.push(drawBlock(model, block, index, choose)));
    if (frame.blocks.length === 0) {
        parts.push(recordedFields(frame));
    }
    byId("detail").replaceChildren(...parts);
    if (field) {
        chooseField(model, frame, field);
    }
}

/**
 * @param {Stage | undefined} stage
 * @param {Frame} frame
 */
function heading(stage, frame) {
    return element("h3", {}, stage ? text("stage." + stage.id) + " " : "", element("code", {}, stage?.title ?? frame.title));
}

/**
 * @param {Stage | undefined} stage
 * @param {Frame} frame
 * @returns {HTMLElement[]}
 */
function about(stage, frame) {
    const parts = [];
    if (stage) {
        parts.push(element("p", { class: "why" }, text("stage." + stage.id + ".why")));
    }
    const parties = text("arrow", text("party." + frame.from), text("party." + frame.to));
    const facts = [text("step", frame.step), parties, frame.kind];
    if (frame.outcome !== undefined) {
        facts.push(text("outcome", frame.outcome));
    }
    parts.push(element("p", { class: "facts" }, facts.join(" · ")));
    if (frame.lengthQuery) {
        parts.push(element("p", { class: "facts" }, text("length-query.why")));
    } else if (frame.refusal) {
        const list = element("dl", { class: "refusal" });
        for (const key of /** @type {("rule" | "found" | "source")[]} */ (["rule", "found", "source"])) {
            list.append(element("dt", {}, text("refusal." + key)), element("dd", {}, frame.refusal[key]));
        }
        parts.push(list);
    }
    return parts;
}

/**
 * The recorded fields of a frame without bytes.
 * @param {Frame} frame
 */
function recordedFields(frame) {
    const list = element("dl", { class: "recorded" });
    for (const [name, value] of Object.entries(frame.fields)) {
        list.append(element("dt", {}, name), element("dd", {}, value));
    }
    return element("div", {}, element("p", { class: "facts" }, text("no-bytes")), list);
}

/**
 * @param {Model} model
 * @param {Block} block
 * @param {number} index
 * @param {(field: string) => void} choose
 */
function drawBlock(model, block, index, choose) {
    const part = element("article", { class: "block", "data-block": index });
    const bytes = block.hex.length / 2;
    part.append(element("h4", {}, element("code", {}, block.title), " ", text("bytes.count", bytes)));
    part.append(element("p", { class: "facts" }, meaning(block.purpose)));
    const pair = element("div", { class: "pair" }, dump(block, index), fieldTable(model, block, index));
    part.append(pair, element("div", { class: "field", "aria-live": "polite" }));
    /** @param {Event} event */
    const light = (event) => lightUp(part, spanOf(event.target));
    pair.addEventListener("mouseover", light);
    pair.addEventListener("focusin", light);
    pair.addEventListener("mouseleave", () => lightUp(part, ""));
    pair.addEventListener("click", (event) => {
        const span = spanOf(event.target);
        if (span) {
            choose(index + "." + span);
        }
    });
    return part;
}

/**
 * @param {EventTarget | null} target
 * @returns {string} number of the span of an element; empty for none
 */
function spanOf(target) {
    const found = target instanceof Element ? target.closest("[data-span]") : null;
    return found?.getAttribute("data-span") ?? "";
}

/**
 * Lights a field: in the dump its bytes, those of its parts included, and its line in the table.
 * @param {Element} part
 * @param {string} span
 */
function lightUp(part, span) {
    part.querySelectorAll(".lit").forEach((lit) => lit.classList.remove("lit"));
    if (span) {
        part.querySelectorAll(`[data-span="${span}"], [data-in~="${span}"]`).forEach((lit) => lit.classList.add("lit"));
    }
}

/**
 * The innermost field of each byte, and the fields around that.
 * @param {Block} block
 * @returns {{ span: Int32Array, around: string[] }}
 */
function owners(block) {
    const span = new Int32Array(block.hex.length / 2).fill(-1);
    /** @type {string[]} */
    const around = [];
    /** @type {number[]} */
    const open = [];
    block.spans.forEach(([offset, length, , , depth], index) => {
        open.length = Math.min(open.length, depth);
        around.push(open.filter((above) => above !== undefined).join(" "));
        open[depth] = index;
        span.fill(index, offset, offset + length);
    });
    return { span, around };
}

/**
 * A dump of 16 bytes a line, of 8 on a narrow screen; neighbours of one field are one element.
 * @param {Block} block
 * @param {number} index
 */
function dump(block, index) {
    const { span, around } = owners(block);
    const width = NARROW.matches ? WIDTH / 2 : WIDTH;
    const lines = element("div", { class: "dump", role: "group", tabindex: 0, "aria-label": text("dump", block.title) });
    lines.id = "dump-" + index;
    for (let at = 0; at < span.length; at += width) {
        const line = element("div", {}, element("span", { class: "offset" }, at.toString(16).padStart(4, "0")), " ");
        const letters = element("span", { class: "letters" });
        const end = Math.min(at + width, span.length);
        for (let from = at; from < end; ) {
            let to = from + 1;
            while (to < end && span[to] === span[from]) {
                to++;
            }
            const owner = span[from] ?? -1;
            const given = { "data-span": owner, "data-in": around[owner] ?? "", class: owner % 2 ? "odd" : "even" };
            line.append(element("span", given, hex(block, from, to)), " ");
            letters.append(element("span", given, ascii(block, from, to)));
            from = to;
        }
        line.append(element("span", { class: "fill" }, "   ".repeat(at + width - end)), letters);
        lines.append(line);
    }
    return lines;
}

/**
 * @param {Block} block
 * @param {number} from
 * @param {number} to
 */
function hex(block, from, to) {
    return block.hex.slice(2 * from, 2 * to).replace(/..(?=.)/g, "$& ");
}

/**
 * @param {Block} block
 * @param {number} from
 * @param {number} to
 */
function ascii(block, from, to) {
    let letters = "";
    for (let at = from; at < to; at++) {
        const letter = String.fromCharCode(parseInt(block.hex.slice(2 * at, 2 * at + 2), 16));
        letters += PRINTABLE.test(letter) ? letter : ".";
    }
    return letters;
}

/**
 * @param {Model} model
 * @param {Block} block
 * @param {number} index
 */
function fieldTable(model, block, index) {
    const body = element("tbody");
    const { around } = owners(block);
    block.spans.forEach(([offset, length, place, value, depth], span) => {
        const term = model.launch.terms[place];
        const button = element("button", { type: "button", "data-key": index + "." + span }, term?.name ?? "");
        const name = element("th", { scope: "row" }, button);
        name.style.paddingInlineStart = depth + "em";
        body.append(
            element("tr", { "data-span": span, "data-in": around[span] ?? "" },
                name,
                element("td", { class: "number" }, "0x" + offset.toString(16)),
                element("td", { class: "number" }, String(length)),
                element("td", { class: "value" }, value),
                element("td", { class: "meaning" }, meaning(term?.meaning ?? ""))),
        );
    });
    const names = ["name", "offset", "length", "value", "meaning"];
    const head = element("thead", {}, element("tr", {}, ...names.map((name) =>
        element("th", { scope: "col", class: name }, text("column." + name)))));
    const caption = element("caption", { class: "hidden" }, text("fields", block.title));
    return element("div", { class: "scroll", role: "region", tabindex: 0, "aria-label": text("fields", block.title) },
        element("table", {}, caption, head, body));
}

/**
 * Brings an element into the part of the page that scrolls around it, which the page itself does not follow.
 * @param {Element | null} place
 */
function scrollAround(place) {
    const around = place?.closest(".dump, .scroll");
    if (place && around) {
        const top = place.getBoundingClientRect().top - around.getBoundingClientRect().top;
        if (top < 0 || top > around.clientHeight - place.clientHeight) {
            around.scrollTop += top - around.clientHeight / 2;
        }
    }
}

/**
 * Shows all there is of a field, below its block.
 * @param {Model} model
 * @param {Frame} frame
 * @param {string} field
 */
export function chooseField(model, frame, field) {
    const [block, number] = field.split(".").map(Number);
    const part = byId("detail").querySelector(`[data-block="${block}"]`);
    const found = frame.blocks[block ?? -1];
    const span = found?.spans[number ?? -1];
    if (!part || !found || !span) {
        return;
    }
    byId("detail").querySelectorAll(".chosen").forEach((one) => one.classList.remove("chosen"));
    byId("detail").querySelectorAll(".field").forEach((one) => one.replaceChildren());
    part.querySelectorAll(`[data-span="${number}"]`).forEach((one) => one.classList.add("chosen"));
    for (const place of [".dump .chosen", "tr.chosen"]) {
        scrollAround(part.querySelector(place));
    }
    const [offset, length, place, value] = span;
    const term = model.launch.terms[place];
    const list = element("dl");
    /**
     * @param {string} name
     * @param {string} content
     * @param {boolean} code
     */
    const add = (name, content, code = false) => {
        if (content) {
            list.append(element("dt", {}, text("detail." + name)),
                element("dd", {}, code ? element("code", {}, content) : content));
        }
    };
    add("field", (term?.structure ?? "") + "." + (term?.name ?? ""), true);
    add("meaning", meaning(term?.meaning ?? ""));
    add("value", value, true);
    add("unit", term?.unit ? text(term.unit) : "");
    add("order", term?.order ? text(term.order) : "");
    add("place", text("place", "0x" + offset.toString(16), length));
    add("hex", hex(found, offset, offset + length), true);
    add("source", term?.source ?? "");
    part.querySelector(".field")?.replaceChildren(list);
}
