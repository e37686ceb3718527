// Styles in scripts (css`...`) without comments and indentation: a minifier of scripts leaves the text of templates alone.

/** @param {string} text CSS, perhaps with ${} in it */
export function smallCss(text) {
  return text
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/\s*\n\s*/g, '\n')
    // A line break is needed between two values, and nowhere else.
    .replaceAll(/(^|[{};,])\n/g, '$1')
    .replaceAll(/\n$/g, '');
}

/** For Vite and for rolldown: web/element/styles/*.ts and web/app/studio/styles/*.ts. */
export function smallStyles() {
  return {
    name: 'earshot-small-styles',
    /** @type {(code: string, id: string) => {code: string, map: null} | null} */
    transform(code, id) {
      if (!/[\\/]styles[\\/][^\\/]+\.ts$/.test(id)) return null;
      return { code: code.replaceAll(/css`([^`]*)`/g, (_, text) => `css\`${smallCss(text)}\``), map: null };
    },
  };
}
