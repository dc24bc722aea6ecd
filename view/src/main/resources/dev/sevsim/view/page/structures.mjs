import { byId, element } from "./dom.mjs";
import { text } from "./texts.mjs";

/** @typedef {import("./model.mjs").Model} Model */

/**
 * Lists the structures that lie in guest memory.
 * @param {Model} model
 * @param {(point: string) => void} choose
 */
export function drawStructures(model, choose) {
    const entries = model.launch.structures.map((structure) => {
        const frame = model.frame(structure.frame);
        const button = element("button", { type: "button" }, text("structure." + structure.title));
        button.addEventListener("click", () => choose("frame-" + frame.step));
        return element("li", {}, button, " ", element("code", {}, structure.title), " ", text("at-step", frame.step));
    });
    byId("structure-list").replaceChildren(...entries);
    if (entries.length === 0) {
        byId("structure-list").append(element("li", {}, text("structures.none")));
    }
}
