import { byId, element } from "./dom.mjs";
import { text } from "./texts.mjs";

/** @typedef {import("./types").Settings} Settings */
/** @typedef {import("./types").LaunchDocument} LaunchDocument */

/**
 * Draws the options of a launch; only a page of a server has them.
 * @param {Settings} settings
 * @param {URLSearchParams} given values of the options of the run that is shown
 * @param {(query: string) => void} start
 */
export function drawLive(settings, given, start) {
    const form = /** @type {HTMLFormElement} */ (byId("live"));
    form.hidden = !settings.live;
    const fields = (settings.options ?? []).map((option) => {
        const value = given.get(option.name) ?? option.value;
        const control = option.choices
            ? element("select", { id: "option-" + option.name, name: option.name },
                ...option.choices.map((choice) => element("option", { value: choice, selected: choice === value }, choice || text("default"))))
            : element("input", { id: "option-" + option.name, name: option.name, value, size: 12, placeholder: text("default") });
        return element("span", {}, element("label", { for: "option-" + option.name }, text("option." + option.name)), control);
    });
    form.replaceChildren(...fields, element("button", { type: "submit" }, text("launch")), element("output", { id: "launch-state" }));
    form.onsubmit = (event) => {
        event.preventDefault();
        const query = new URLSearchParams();
        new FormData(form).forEach((value, name) => {
            if (String(value) !== "") {
                query.set(name, String(value));
            }
        });
        start(query.toString());
    };
}

/**
 * Asks the server of the page for a run.
 * @param {string} query
 * @returns {Promise<LaunchDocument>}
 */
export async function launch(query) {
    byId("launch-state").textContent = text("launching");
    const answer = await fetch("launch?" + query, { method: "POST" });
    const body = await answer.json();
    byId("launch-state").textContent = answer.ok ? "" : String(body.problem);
    if (!answer.ok) {
        throw new Error(String(body.problem));
    }
    return body;
}
