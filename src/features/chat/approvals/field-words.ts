const labels = new Map([['dueOn', 'Due date']]);

/** "Due date" for dueOn */
export function fieldLabel(field: string): string {
  return labels.get(field) ?? field.charAt(0).toUpperCase() + field.slice(1);
}

/** A value of a tool's arguments as a person reads it. */
export function fieldWords(value: unknown): string {
  if (value === null || value === '' || value === 'none') return 'None';
  if (Array.isArray(value)) return value.length === 0 ? 'None' : value.map(String).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
