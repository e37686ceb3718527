// What a page offers the reader in the element.

/** A model the reader can choose. */
export type ModelChoice = { title: string; url: string };
/** A clip to try with one click; `model` is the title or URL of the choice it was made for. */
export type SampleClip = { title: string; url: string; model?: string };
/** The ways in. */
export type Mode = 'file' | 'record' | 'live' | 'all';
