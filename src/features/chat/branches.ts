import type { Message } from '#src/contracts/chat.ts';

/** One way through the tree of a conversation, and where others go off. */
export interface Branch {
  /** From the first message to a leaf. */
  messages: Message[];
  /** For each of them the ids of its versions, itself among them, oldest first. */
  versions: ReadonlyMap<string, readonly string[]>;
}

/**
 * The branch through a message, down to its newest leaf. Without one, or with one that is not there,
 * the branch of the newest message of all: where the person went on last.
 * @param messages oldest first
 */
export function branchThrough(messages: readonly Message[], at: string | null): Branch {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const children = Map.groupBy(messages, ({ parentId }) => parentId);
  const pathTo = (leaf: Message | undefined) => {
    const path: Message[] = [];
    for (let each = leaf; each; each = byId.get(each.parentId ?? '')) path.unshift(each);
    return path;
  };
  // The newest of all that came of a message is a leaf.
  const leaf = messages.findLast((message) => pathTo(message).some(({ id }) => id === at));
  const branch = pathTo(leaf ?? messages.at(-1));
  const versions = branch.map(
    ({ id, parentId }) =>
      [id, (children.get(parentId) ?? []).map((sibling) => sibling.id)] as const,
  );
  return { messages: branch, versions: new Map(versions) };
}
