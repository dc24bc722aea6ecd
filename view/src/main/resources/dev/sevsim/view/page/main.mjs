import { byId, element } from "./dom.mjs";
import { chooseField, drawBytes } from "./bytes.mjs";
import { drawKeys, markKey, nextKey } from "./keys.mjs";
import { drawLegend, drawParties, drawSequence, markRow } from "./sequence.mjs";
import { drawLive, launch } from "./live.mjs";
import { drawStructures } from "./structures.mjs";
import { language, setLanguage, text } from "./texts.mjs";
import { Model } from "./model.mjs";
import { readState, writeState } from "./state.mjs";

/** @typedef {import("./types").Row} Row */

/** The views; another one is a section of the page and a line here. */
const VIEWS = ["sequence", "bytes", "structures", "keys"];

/** @param {string} id */
function json(id) {
    return JSON.parse(byId(id).textContent ?? "");
}

const settings = /** @type {import("./types").Settings} */ (json("settings"));
const state = readState();
const slider = /** @type {HTMLInputElement} */ (byId("slider"));
const languages = /** @type {HTMLSelectElement} */ (byId("language"));
let model = new Model(json("document"));
/** @type {Row | undefined} */
let chosen;

/** Draws everything anew. */
function draw() {
    setLanguage(state.lang);
    languages.value = language();
    document.title = text("title") + (model.launch.header.outcome ? " – " + model.launch.header.outcome : "");
    drawHeader();
    drawViews();
    drawLegend();
    drawParties(model);
    drawStructures(model, (point) => go(model.rows.get(point), true));
    drawKeys(model, (id) => chooseKey(id, true));
    markKey(model, state.key, false);
    drawLive(settings, new URLSearchParams(state.run), (query) => void start(query));
    drawRows(false);
}

function drawHeader() {
    const header = model.launch.header;
    const facts = [text("steps", header.steps)];
    facts.unshift(header.seed === undefined ? text("no-seed") : text("seed", header.seed));
    facts.unshift(header.outcome === undefined ? text("no-outcome") : text("verdict", header.outcome));
    byId("run").textContent = facts.join(" · ");
    byId("revealed").hidden = !header.revealed;
    byId("remarks").hidden = header.remarks.length === 0;
    byId("remarks").replaceChildren(...header.remarks.map((remark) => element("li", {}, remark)));
}

function drawViews() {
    document.body.dataset["view"] = VIEWS.includes(state.view) ? state.view : "sequence";
    byId("views").replaceChildren(...VIEWS.map((view) => {
        const current = view === document.body.dataset["view"];
        const button = element("button", { type: "button", "aria-pressed": String(current), "data-view": view }, text("view." + view));
        button.addEventListener("click", () => show(view));
        return button;
    }));
}

/** @param {string} view */
function show(view) {
    state.view = view;
    writeState(state);
    drawViews();
    byId(view).focus({ preventScroll: true });
}

/**
 * Draws the rows of the sequence, and the chosen one's bytes.
 * @param {boolean} focus
 */
function drawRows(focus) {
    drawSequence(model, chosen);
    if (chosen) {
        go(chosen, focus);
    }
}

/**
 * Goes to a row.
 * @param {Row | undefined} row
 * @param {boolean} focus whether the keyboard goes there too
 */
function go(row, focus) {
    if (!row) {
        return;
    }
    if (row !== chosen) {
        state.field = "";
    }
    chosen = row;
    if (!document.getElementById("row-" + row.key)) {
        model.reveal(row);
        drawSequence(model, row);
    }
    markRow(row, focus);
    state.point = row.key;
    writeState(state);
    const steps = model.steps();
    const at = steps.indexOf(row);
    slider.max = String(steps.length - 1);
    if (at >= 0) {
        slider.value = String(at);
    }
    byId("point").textContent = text("position", at + 1, steps.length);
    slider.setAttribute("aria-valuetext", text("position", at + 1, steps.length));
    if (row.kind !== "phase") {
        drawBytes(model, row, state.field, choose);
    }
}

/** @param {string} field */
function choose(field) {
    state.field = field;
    writeState(state);
    if (chosen && chosen.kind !== "phase") {
        const stage = chosen.kind === "stage" ? model.launch.stages[chosen.index] : undefined;
        chooseField(model, model.frame(stage ? stage.main : chosen.index), field);
    }
}

/**
 * @param {string} id
 * @param {boolean} focus
 */
function chooseKey(id, focus) {
    state.key = id;
    writeState(state);
    markKey(model, id, focus);
}

/**
 * Arrows go from one key to the next.
 * @param {KeyboardEvent} event
 */
function keyOfKeys(event) {
    const name = event.target instanceof Element ? event.target.closest(".key-name") : null;
    const next = nextKey(model, name?.getAttribute("data-key-id") ?? "", event.key);
    if (name && next && !event.ctrlKey && !event.altKey && !event.metaKey) {
        event.preventDefault();
        chooseKey(next, true);
    }
}

/** @param {number} by */
function step(by) {
    const steps = model.steps();
    const at = chosen ? steps.indexOf(chosen) : -1;
    go(steps[Math.max(0, Math.min(steps.length - 1, at + by))], false);
}

/**
 * Opens or closes a row.
 * @param {Row} row
 * @param {boolean} open
 */
function fold(row, open) {
    if (row.children.length > 0 && model.open.has(row.key) !== open) {
        if (open) {
            model.open.add(row.key);
        } else {
            model.open.delete(row.key);
        }
        chosen = row;
        drawRows(true);
    }
}

/**
 * Opens every row, or all but the phases are closed.
 * @param {boolean} open
 */
function foldAll(open) {
    for (const row of model.rows.values()) {
        if (open && row.children.length > 0) {
            model.open.add(row.key);
        } else if (row.kind !== "phase") {
            model.open.delete(row.key);
        }
    }
    while (!open && chosen?.kind === "frame") {
        chosen = chosen.parent;
    }
    drawRows(false);
}

/**
 * Keys of a tree: arrows move, open and close.
 * @param {KeyboardEvent} event
 */
function key(event) {
    const rows = model.visible();
    const at = chosen ? rows.indexOf(chosen) : 0;
    const row = rows[at];
    if (!row || event.ctrlKey || event.altKey || event.metaKey) {
        return;
    }
    /** @type {Record<string, () => void>} */
    const keys = {
        ArrowDown: () => go(rows[at + 1], true),
        ArrowUp: () => go(rows[at - 1], true),
        j: () => go(rows[at + 1], true),
        k: () => go(rows[at - 1], true),
        Home: () => go(rows[0], true),
        End: () => go(rows[rows.length - 1], true),
        ArrowRight: () => (model.open.has(row.key) ? go(row.children[0], true) : fold(row, true)),
        ArrowLeft: () => (model.open.has(row.key) ? fold(row, false) : go(row.parent, true)),
        "*": () => foldAll(true),
        Enter: () => fold(row, !model.open.has(row.key)),
    };
    const action = keys[event.key];
    if (action) {
        event.preventDefault();
        action();
    }
}

/** @param {MouseEvent} event */
function click(event) {
    const element = event.target instanceof Element ? event.target.closest(".row") : null;
    const row = model.rows.get(element?.id.slice("row-".length) ?? "");
    if (!row) {
        return;
    }
    if (row === chosen || row.kind === "phase" || (event.target instanceof Element && event.target.closest(".fold"))) {
        fold(row, !model.open.has(row.key));
    }
    go(row, true);
}

/** @param {string} query */
async function start(query) {
    try {
        model = new Model(await launch(query));
        state.run = query;
        state.field = "";
        chosen = model.rowAt(state.point);
        draw();
    } catch (problem) {
        byId("launch-state").textContent = problem instanceof Error ? problem.message : String(problem);
    }
}

/** Takes the state of the address, also when it is changed by hand. */
function restore() {
    Object.assign(state, readState());
    chosen = model.rowAt(state.point);
    if (chosen) {
        model.reveal(chosen);
    }
    draw();
}

document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault(); // the fragment holds the state of the page
    byId("sequence").focus();
});
byId("tree").addEventListener("keydown", key);
byId("tree").addEventListener("click", click);
byId("key-list").addEventListener("keydown", keyOfKeys);
byId("open-all").addEventListener("click", () => foldAll(true));
byId("fold-all").addEventListener("click", () => foldAll(false));
byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
slider.addEventListener("input", () => go(model.steps()[Number(slider.value)], false));
languages.addEventListener("change", () => {
    state.lang = languages.value;
    writeState(state);
    draw();
});
addEventListener("hashchange", restore);
restore();
if (settings.live && state.run) {
    void start(state.run);
}
