// The generated glue has no types of its own; module-types.ts and training-module-types.ts say what it exports.
declare module '*/generated/earshot.mjs' {
  const createEarshotModule: unknown;
  export default createEarshotModule;
}
declare module '*/generated/earshot-train.mjs' {
  const createEarshotModule: unknown;
  export default createEarshotModule;
}
