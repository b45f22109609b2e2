/** Where a conversation is found; without one, where a new one begins. */
export function conversationPath(conversationId?: string): string {
  return conversationId === undefined ? '/chat' : `/chat/${conversationId}`;
}

/** The conversation that an address names, or undefined for a new one and for other pages. */
export function conversationIn(pathname: string): string | undefined {
  return /^\/chat\/([0-9a-f-]{36})\/?$/.exec(pathname)?.[1];
}
