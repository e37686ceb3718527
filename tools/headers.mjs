// The response headers of a production site. The local server sends them, and the build writes the same table to
// dist/_headers for hosts that read such a file.

const contentSecurityPolicy = {
  'default-src': "'none'",
  'script-src': "'self' 'wasm-unsafe-eval'",
  'worker-src': "'self'",
  'connect-src': "'self'",
  'style-src': "'self'",
  'img-src': "'self' blob: data:",
  'media-src': "'self' blob:",
  'font-src': "'self'",
  'manifest-src': "'self'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

/** @param {Record<string, string>} directives */
const policy = (directives) => Object.entries(directives).map((directive) => directive.join(' ')).join('; ');

// embed.html may stand in a frame of any site; what it tells that site goes to the one origin in its address. The page and the
// template of the Studio's single file may not. Hosts join the policies of all rules that match or take the last: it is the
// same either way.
const notFramed = { 'Content-Security-Policy': policy({ ...contentSecurityPolicy, 'frame-ancestors': "'self'" }) };

const aYear = 'public, max-age=31536000, immutable';

/**
 * Later rules add to earlier ones. A path ends in * when it is a prefix.
 * @type {{path: string, headers: Record<string, string>}[]}
 */
export const headerRules = [
  {
    path: '/*',
    headers: {
      'Content-Security-Policy': policy(contentSecurityPolicy),
      'X-Content-Type-Options': 'nosniff',
      'Referrer-Policy': 'no-referrer',
      'Permissions-Policy': 'microphone=(self), camera=(), geolocation=()',
    },
  },
  { path: '/', headers: notFramed },
  { path: '/index.html', headers: notFramed },
  { path: '/standalone.html', headers: notFramed },
  // Names with a hash of their content.
  { path: '/assets/*', headers: { 'Cache-Control': aYear } },
  { path: '/models/files/*', headers: { 'Cache-Control': aYear } },
  { path: '/models/recipes/files/*', headers: { 'Cache-Control': aYear } },
];

/**
 * @param {string} path of the URL, e.g. "/assets/app-1a2b.js"
 * @returns {Record<string, string>}
 */
export function headersFor(path) {
  const matching = headerRules.filter((rule) => (rule.path.endsWith('*') ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path));
  return Object.assign({ 'Cache-Control': 'no-cache' }, ...matching.map((rule) => rule.headers));
}

/** The table in the format of a `_headers` file. */
export function headersFile() {
  const block = (/** @type {typeof headerRules[number]} */ rule) =>
    [rule.path, ...Object.entries(rule.headers).map(([name, value]) => `  ${name}: ${value}`)].join('\n');
  return `${headerRules.map(block).join('\n\n')}\n`;
}
