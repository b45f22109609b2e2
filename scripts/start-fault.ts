/**
 * What to tell a person of a start that failed: one clear line for the common faults of a disk or
 * a data directory, else the error's own message.
 * @param dataDir absolute path of the data directory
 */
export function startFault(error: unknown, dataDir: string): string {
  const text = error instanceof Error ? error.message : String(error);
  if (/ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text)) {
    return (
      'The disk is full. Free some space, or set THROUGHLINE_DATA to a directory on another ' +
      `disk (now ${dataDir}).`
    );
  }
  const versions = /by PostgreSQL version (\S+), which is not compatible with this version (\S+)/;
  const [, theirs, ours] = versions.exec(text) ?? [];
  if (theirs !== undefined && ours !== undefined) {
    return (
      `The database in ${dataDir} was made by PostgreSQL ${theirs}; this is ` +
      `${ours.replace(/\.$/, '')}. Set THROUGHLINE_DATA to a new directory, or bring the data ` +
      'over with pg_dump of the old version.'
    );
  }
  const [, place] = /\b(?:EACCES|EPERM|EROFS): [^\n]*'([^'\n]+)'/.exec(text) ?? [];
  if (place !== undefined) {
    const isData = place.startsWith(dataDir) || dataDir.startsWith(place);
    const way = isData ? ', or set THROUGHLINE_DATA to a directory of your own' : '';
    return `No permission for ${place}. Start as the account that may${way}.`;
  }
  if (/data directory ".*" has wrong ownership/.test(text)) {
    return (
      `The database in ${dataDir} belongs to another account. Start as that account, or set ` +
      'THROUGHLINE_DATA to a directory of your own.'
    );
  }
  return text;
}
