export type LinkTarget =
  /** A page of ours, as a path. */
  | { kind: 'page'; path: string }
  /** Somewhere else; `host` is where the link goes, for the person to see. */
  | { kind: 'outside'; url: string; host: string };

/**
 * Where a link in a model's text may go: the web, an e-mail address, or a page of ours. null for
 * everything else. The text is not to be trusted: it may repeat what a hostile task title says.
 */
export function linkTarget(href: string | undefined): LinkTarget | null {
  if (href === undefined) return null;
  if (href.startsWith('/')) return pageTarget(href);
  if (!URL.canParse(href)) return null;
  const url = new URL(href);
  switch (url.protocol) {
    case 'http:':
    case 'https:':
      // A name before the host passes for the host itself: https://bank.example@evil.example
      if (url.username !== '' || url.password !== '') return null;
      return { kind: 'outside', url: url.href, host: url.host };
    case 'mailto:':
      return { kind: 'outside', url: url.href, host: url.pathname };
    default:
      return null;
  }
}

const placeholder = 'http://this.site';

/** Looked at as the browser will read it: `/tasks/..//evil.example` is another host in the end. */
function pageTarget(href: string): LinkTarget | null {
  if (href.includes('\\') || !URL.canParse(href, placeholder)) return null;
  const { origin, pathname, search, hash } = new URL(href, placeholder);
  if (origin !== placeholder || !/^\/(tasks|chat)(\/|$)/.test(pathname)) return null;
  return { kind: 'page', path: pathname + search + hash };
}
