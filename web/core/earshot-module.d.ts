// The generated glue has no types of its own; module-types.ts says what it exports.
declare module '*/generated/earshot.mjs' {
  const createEarshotModule: unknown;
  export default createEarshotModule;
}
