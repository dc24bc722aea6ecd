/** @typedef {import("./types").LaunchDocument} LaunchDocument */
/** @typedef {import("./types").Row} Row */
/** @typedef {import("./types").Frame} Frame */

/** Rows of the sequence: phases, their stages, and the frames of these. */
export class Model {
    /** @param {LaunchDocument} launch */
    constructor(launch) {
        this.launch = launch;
        /** @type {Map<string, Row>} */
        this.rows = new Map();
        /** @type {Set<string>} keys of the rows whose children are shown */
        this.open = new Set();
        this.top = launch.phases.map((phase, index) => {
            const row = this.#row("phase", index, 1, undefined);
            this.open.add(row.key);
            row.children = phase.stages.map((stage) => this.#stage(stage, row));
            return row;
        });
    }

    /**
     * @param {number} index
     * @param {Row} phase
     */
    #stage(index, phase) {
        const row = this.#row("stage", index, 2, phase);
        const stage = this.launch.stages[index];
        row.children = (stage?.frames ?? []).map((frame) => this.#frame(frame, row));
        return row;
    }

    /**
     * @param {number} index
     * @param {Row} parent
     * @returns {Row}
     */
    #frame(index, parent) {
        const row = this.#row("frame", index, parent.level + 1, parent);
        row.children = this.frame(index).children.map((child) => this.#frame(child, row));
        return row;
    }

    /**
     * @param {"phase" | "stage" | "frame"} kind
     * @param {number} index
     * @param {number} level
     * @param {Row | undefined} parent
     * @returns {Row}
     */
    #row(kind, index, level, parent) {
        const number = kind === "frame" ? this.frame(index).step : index + 1;
        /** @type {Row} */
        const row = { key: kind + "-" + number, kind, index, level, parent, children: [] };
        this.rows.set(row.key, row);
        return row;
    }

    /**
     * @param {number} index
     * @returns {Frame}
     */
    frame(index) {
        const found = this.launch.frames[index];
        if (!found) {
            throw new Error("the document has no frame " + index);
        }
        return found;
    }

    /** @returns {Row[]} the rows that are shown, in their order */
    visible() {
        /** @type {Row[]} */
        const shown = [];
        /** @param {Row} row */
        const add = (row) => {
            shown.push(row);
            if (this.open.has(row.key)) {
                row.children.forEach(add);
            }
        };
        this.top.forEach(add);
        return shown;
    }

    /** @returns {Row[]} the rows that one steps through: all that are shown but the phases */
    steps() {
        return this.visible().filter((row) => row.kind !== "phase");
    }

    /**
     * Opens whatever a row lies in.
     * @param {Row} row
     */
    reveal(row) {
        for (let above = row.parent; above; above = above.parent) {
            this.open.add(above.key);
        }
    }

    /**
     * The row at which the page opens.
     * @param {string} point key of a row; empty for none
     * @returns {Row | undefined}
     */
    rowAt(point) {
        const opens = this.launch.header.opens;
        const wanted = point || (opens === undefined ? "" : "frame-" + this.frame(opens).step);
        return this.rows.get(wanted) ?? this.steps()[0];
    }
}
