import { byId, element } from "./dom.mjs";
import { text } from "./texts.mjs";

/** @typedef {import("./types").Row} Row */
/** @typedef {import("./model.mjs").Model} Model */

const LEGEND = ["owner", "call", "command", "guest", "inside", "refused"];
const INDENT = 10;

/**
 * What a row is, for its colour.
 * @param {Model} model
 * @param {Row} row
 * @returns {string} one of the legend
 */
function colour(model, row) {
    const kind = row.kind === "frame" ? model.frame(row.index).kind : "";
    const stage = row.kind === "stage" ? model.launch.stages[row.index] : undefined;
    if (kind ? model.frame(row.index).refusal && !model.frame(row.index).lengthQuery : stage?.refused) {
        return "refused";
    }
    const parties = kind ? [model.frame(row.index).from, model.frame(row.index).to] : [stage?.from, stage?.to];
    if (kind && parties[0] === parties[1]) {
        return "inside";
    }
    if (parties.includes("owner")) {
        return "owner";
    }
    if (parties.includes("guest")) {
        return "guest";
    }
    return parties.includes("psp") ? "command" : "call";
}

/**
 * A legend entry for each colour.
 */
export function drawLegend() {
    byId("legend").replaceChildren(
        ...LEGEND.map((name) =>
            element("li", {}, element("span", { class: "swatch " + name, "aria-hidden": "true" }), text("legend." + name))),
    );
}

/**
 * The names of the parties above their columns.
 * @param {Model} model
 */
export function drawParties(model) {
    byId("parties").replaceChildren(
        ...model.launch.parties.map((party) => element("span", { title: text("party." + party) }, text("party.short." + party))),
    );
}

/**
 * Draws the rows that are shown.
 * @param {Model} model
 * @param {Row | undefined} chosen
 */
export function drawSequence(model, chosen) {
    byId("tree").replaceChildren(...model.visible().map((row) => drawRow(model, row, row === chosen)));
}

/**
 * Marks another row, without drawing any anew.
 * @param {Row} chosen
 * @param {boolean} focus whether the keyboard goes there
 */
export function markRow(chosen, focus) {
    for (const row of byId("tree").querySelectorAll("[aria-selected=true]")) {
        row.setAttribute("aria-selected", "false");
        row.setAttribute("tabindex", "-1");
    }
    const row = document.getElementById("row-" + chosen.key);
    row?.setAttribute("aria-selected", "true");
    row?.setAttribute("tabindex", "0");
    row?.scrollIntoView({ block: "nearest" });
    if (focus) {
        row?.focus({ preventScroll: true });
    }
}

/**
 * @param {Model} model
 * @param {Row} row
 * @param {boolean} chosen
 */
function drawRow(model, row, chosen) {
    const made = element("div", {
        id: "row-" + row.key,
        class: "row " + row.kind,
        role: "treeitem",
        "aria-level": row.level,
        "aria-selected": String(chosen),
        tabindex: chosen ? 0 : -1,
    });
    if (row.children.length > 0) {
        made.setAttribute("aria-expanded", String(model.open.has(row.key)));
    }
    const label = element("span", { class: "label" });
    label.style.paddingInlineStart = Math.max(0, row.level - 2) * INDENT + "px";
    const fold = row.children.length === 0 ? "·" : model.open.has(row.key) ? "▾" : "▸";
    const content = element("span");
    label.append(element("span", { class: "fold", "aria-hidden": "true" }, fold), content);
    made.append(label);
    if (row.kind === "phase") {
        content.append(text("phase." + model.launch.phases[row.index]?.id));
        return made;
    }
    content.append(...words(model, row));
    made.append(arrow(model, row));
    return made;
}

/**
 * @param {Model} model
 * @param {Row} row
 * @returns {(Node | string)[]}
 */
function words(model, row) {
    const frame = row.kind === "frame" ? model.frame(row.index) : undefined;
    const stage = row.kind === "stage" ? model.launch.stages[row.index] : undefined;
    const from = frame?.from ?? stage?.from ?? "";
    const to = frame?.to ?? stage?.to ?? "";
    const parties = text("arrow", text("party." + from), text("party." + to));
    /** @type {(Node | string)[]} */
    const all = [];
    if (stage) {
        all.push(element("span", { class: "sentence" }, text("stage." + stage.id)), " ");
    }
    all.push(element("code", {}, frame?.title ?? stage?.title ?? ""));
    all.push(element("span", { class: "hidden" }, " " + parties));
    const outcome = frame ? frame.outcome : stage?.outcome;
    if (outcome && outcome !== "0" && outcome !== "SUCCESS") {
        const refused = colour(model, row) === "refused";
        all.push(" ", element("span", { class: refused ? "outcome" : "facts" }, frame?.lengthQuery ? text("length-query") : outcome));
    }
    return all;
}

/**
 * @param {Model} model
 * @param {Row} row
 */
function arrow(model, row) {
    const frame = row.kind === "frame" ? model.frame(row.index) : undefined;
    const stage = row.kind === "stage" ? model.launch.stages[row.index] : undefined;
    const from = model.launch.parties.indexOf(frame?.from ?? stage?.from ?? "");
    const to = model.launch.parties.indexOf(frame?.to ?? stage?.to ?? "");
    const lane = element("span", { class: "lane", "aria-hidden": "true" });
    if (from < 0 || to < 0) {
        return lane; // a trace from elsewhere may name other parties
    }
    const width = 100 / model.launch.parties.length;
    const line = element("span", { class: "line " + colour(model, row) });
    line.classList.toggle("answer", frame?.answer === true);
    line.classList.toggle("left", to < from);
    line.classList.toggle("self", to === from);
    line.style.left = (Math.min(from, to) + 0.5) * width + "%";
    line.style.width = Math.abs(to - from) * width + "%";
    lane.append(line);
    return lane;
}
