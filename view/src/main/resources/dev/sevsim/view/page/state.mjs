/** @typedef {import("./types").State} State */

const DEFAULTS = Object.freeze({ view: "sequence", point: "", field: "", key: "", lang: "", run: "" });

/**
 * The state that the fragment of the address holds.
 * @returns {State}
 */
export function readState() {
    const given = new URLSearchParams(location.hash.slice(1));
    /** @type {State} */
    const state = { ...DEFAULTS };
    for (const key of /** @type {(keyof State)[]} */ (Object.keys(state))) {
        state[key] = given.get(key) ?? DEFAULTS[key];
    }
    return state;
}

/** Milliseconds after which the address follows: a browser takes no more than a few changes of it in a second. */
const ADDRESS_DELAY = 100;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let addressTimer;

/**
 * Puts the state into the address, soon; the history gets no entry for it.
 * @param {State} state
 */
export function writeState(state) {
    const kept = new URLSearchParams();
    for (const key of /** @type {(keyof State)[]} */ (Object.keys(DEFAULTS))) {
        if (state[key] !== DEFAULTS[key]) {
            kept.set(key, state[key]);
        }
    }
    clearTimeout(addressTimer);
    addressTimer = setTimeout(() => history.replaceState(null, "", "#" + kept.toString()), ADDRESS_DELAY);
}
