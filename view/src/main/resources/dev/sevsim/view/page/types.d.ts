/** The document of a run: launch-view.schema.json. */
export interface LaunchDocument {
    format: string;
    version: number;
    header: {
        seed?: string;
        outcome?: string;
        steps: number;
        revealed: boolean;
        opens?: number;
        inputs: Record<string, string>;
        remarks: string[];
    };
    parties: string[];
    phases: { id: string; stages: number[] }[];
    stages: Stage[];
    frames: Frame[];
    structures: { title: string; frame: number; block: number }[];
    terms: Term[];
    keys: Key[];
}

export interface Stage {
    id: string;
    title: string;
    from: string;
    to: string;
    outcome?: string;
    refused: boolean;
    main: number;
    frames: number[];
}

export interface Frame {
    step: number;
    time: number;
    from: string;
    to: string;
    kind: string;
    title: string;
    outcome?: string;
    refusal?: { rule: string; found: string; source: string };
    lengthQuery?: boolean;
    answer?: boolean;
    fields: Record<string, string>;
    blocks: Block[];
    children: number[];
}

/** Offset, bytes, place of the term, value, depth. */
export type Span = [number, number, number, string, number];

export interface Block {
    title: string;
    purpose: string;
    hex: string;
    spans: Span[];
}

export interface Term {
    structure: string;
    name: string;
    meaning: string;
    unit: string;
    order: string;
    source: string;
}

/** A key, or what ties one to another. */
export interface Key {
    id: string;
    group: string;
    symbol: string;
    secret: boolean;
    formula: string;
    source: string;
    inputs: { name: string; key?: number; value?: string }[];
    hex?: string;
    missing?: string;
    check?: string;
}

export interface Option {
    name: string;
    choices?: string[];
    value: string;
}

export interface Settings {
    live: boolean;
    options?: Option[];
    meanings?: Record<string, string>;
}

/** What the address of the page holds. */
export interface State {
    view: string;
    point: string;
    field: string;
    key: string;
    lang: string;
    run: string;
}

/** A row of the sequence: a phase, a stage or a frame. */
export interface Row {
    key: string;
    kind: "phase" | "stage" | "frame";
    index: number;
    level: number;
    parent: Row | undefined;
    children: Row[];
}
