// uPlot makes a number format of the browser's language while it is loaded. WebKitGTK on a system without a language says "C",
// which Intl refuses, and nothing that imports uPlot would load. Our curves bring their own formats, so the default one will do.

const asked = "new Intl.NumberFormat(domEnv ? nav.language : 'en-US')";

/**
 * @param {string} code of uPlot
 * @returns {string} the same, for a browser of any language
 */
export function forAnyLanguage(code) {
  if (!code.includes(asked)) throw new Error('uPlot asks for the language in another way now; see whether tools/uplot-locale.mjs is still needed.');
  return code.replace(asked, 'new Intl.NumberFormat()');
}

/** @returns {import('vite').Plugin} */
export function uplotForAnyLanguage() {
  return {
    name: 'earshot-uplot-locale',
    transform(code, id) {
      return /uPlot\.esm\.js$/.test(id) ? { code: forAnyLanguage(code), map: null } : null;
    },
  };
}
