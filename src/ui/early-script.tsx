/**
 * Runs before the first paint: the chosen theme is there without a flash, and the server learns the
 * time zone for the pages to come. It holds no data, so it is the same for everyone.
 */
export function EarlyScript({ nonce }: { nonce: string | undefined }) {
  // Browsers hide a nonce from scripts, React's comparison with the page among them.
  return (
    <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: source }} />
  );
}

const source = `
try {
  var theme = localStorage.getItem('theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch (_) {}
try {
  var zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  document.cookie =
    'time-zone=' + encodeURIComponent(zone) + '; path=/; max-age=31536000; samesite=lax';
} catch (_) {}
`;
