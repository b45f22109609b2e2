/**
 * Where to go after signing in: a path of this site, or `/`. Anything that a browser could read as
 * another origin is refused, so that a link to sign-in cannot lead elsewhere.
 */
export function safeReturnPath(next: string | null | undefined): string {
  if (!next?.startsWith('/')) return '/';
  try {
    const url = new URL(next, placeholder);
    // Two slashes, as `/.//host` leaves them, would be a host again when read without this one.
    if (
      url.origin !== placeholder ||
      /^\/(\/|(api|sign-in|sign-up|forgot-password|reset-password|verify-email)(\/|$))/.test(
        url.pathname,
      )
    )
      return '/';
    return url.pathname + url.search + url.hash;
  } catch {
    return '/';
  }
}

/** The sign-in page that leads back to `path`. */
export function signInPath(path: string | null | undefined): string {
  return withReturnPath('/sign-in', path);
}

export function signUpPath(path: string | null | undefined): string {
  return withReturnPath('/sign-up', path);
}

const placeholder = 'http://this.site';

function withReturnPath(page: string, path: string | null | undefined): string {
  const next = safeReturnPath(path);
  return next === '/' ? page : `${page}?next=${encodeURIComponent(next)}`;
}
