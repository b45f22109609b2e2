/** What was done to one row: it was not there before, it is another now, or it is gone. */
export type Change<Row extends object> = (
  { readonly before: Row | null; readonly after: Row } | { readonly before: Row }
) & {
  /** The id of the audit entry whose change this one undoes. */
  readonly undoes?: string;
};

/** The row as it is now, or as it was when it was deleted. */
export function rowOf<Row extends object>(change: Change<Row>): Row {
  return 'after' in change ? change.after : change.before;
}
