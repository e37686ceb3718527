// What the engine costs without any script of ours and without a model: instantiated from the page's program, it says its version.
import createModule from '/product/earshot.mjs';

addEventListener('message', async ({ data: program }) => {
  const engine = await createModule({
    instantiateWasm(imports, receive) {
      void WebAssembly.instantiate(program, imports).then((instance) => receive(instance, program));
      return {};
    },
  });
  postMessage(engine.version().value);
});
