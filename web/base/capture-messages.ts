// What the AudioWorklet that captures the microphone says and hears.

/** Page to worklet. */
export type CaptureControl = { kind: 'connect'; port: MessagePort } | { kind: 'stop' };

/** Worklet to page. Samples do not pass here: they go over the port given by `connect`. */
export type CaptureReport = { kind: 'level'; peak: number } | { kind: 'stopped' };

/** Worklet to whoever holds the other end of that port: mono samples at the context's rate. */
export type CaptureMessage = { kind: 'samples'; samples: Float32Array };
