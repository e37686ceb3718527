// Shapes shared by the rows, the runner and the report.

/**
 * @typedef {object} Measure
 * @property {string} measure what was measured
 * @property {string} unit of `ours` and `peerRuns`
 * @property {number[]} ours one number a run
 * @property {string} [peer]
 * @property {number[]} [peerRuns]
 * @property {number} [ratio] as the reach counts it
 * @property {string} reach
 * @property {boolean | null} met null: nothing to reach, or not measured
 * @property {string} [check] how the outputs were compared
 * @property {string} [note]
 * @property {{what: string, points: {at: string, size: number, cost: number}[], per: number}} [growth]
 * @property {string} [reason] why it was not measured
 */

/**
 * @typedef {object} Context
 * @property {string} url of the benchmark's server
 * @property {string} root of the repository
 * @property {string} peers folder of the peers' packages
 * @property {string} work folder for files made on the way
 * @property {boolean} quick
 * @property {number} runs
 * @property {(...words: string[]) => Promise<any>} native bench_native
 * @property {(seconds: number, sampleRate: number) => Promise<string>} clip path of the test clip
 * @property {(name: string, settings: object) => string} config path of a FeatureConfig
 * @property {(name: string) => string} model path of a model
 */

/** @typedef {{name: string, measure: (context: Context) => Promise<Measure[]>}} Row */

export {};
