'use client';
import { clsx } from 'clsx';
import { Ellipsis, Pencil, Trash2 } from 'lucide-react';
import Link from 'next/link';
import { useState } from 'react';
import type { Conversation } from '#src/contracts/chat.ts';
import { IconButton } from '#src/ui/icon-button.tsx';
import { MenuItem } from '#src/ui/menu-item.tsx';
import { Menu } from '#src/ui/menu.tsx';
import { conversationPath } from './conversation-path.ts';
import { DeleteConversation } from './delete-conversation.tsx';
import { RenameConversation } from './rename-conversation.tsx';

interface ConversationRowProps {
  conversation: Conversation;
  /** It is the one on the page. */
  current: boolean;
}

export function ConversationRow({ conversation, current }: ConversationRowProps) {
  const [asked, setAsked] = useState<'rename' | 'delete' | null>(null);
  const close = () => setAsked(null);
  return (
    <li
      className={clsx(
        'group relative flex items-center rounded-md transition-colors duration-150',
        current ? 'bg-accent' : 'hover:bg-muted',
      )}
    >
      <Link
        href={conversationPath(conversation.id)}
        aria-current={current ? 'page' : undefined}
        title={conversation.title}
        className={clsx(
          'min-w-0 flex-1 truncate rounded-md py-1.5 pr-9 pl-2.5 text-sm pointer-coarse:py-2.5',
          current ? 'font-medium text-foreground' : 'text-muted-foreground',
        )}
      >
        {conversation.title}
      </Link>
      <div
        className={clsx(
          'absolute right-1 transition-opacity duration-150',
          'group-focus-within:opacity-100 group-hover:opacity-100 has-[[data-popup-open]]:opacity-100',
          !current && 'pointer-fine:opacity-0',
        )}
      >
        <Menu
          trigger={
            <IconButton label={`Actions for “${conversation.title}”`} size="sm">
              <Ellipsis />
            </IconButton>
          }
        >
          <MenuItem onClick={() => setAsked('rename')}>
            <Pencil aria-hidden /> Rename
          </MenuItem>
          <MenuItem onClick={() => setAsked('delete')} destructive>
            <Trash2 aria-hidden /> Delete
          </MenuItem>
        </Menu>
      </div>
      {asked === 'rename' && <RenameConversation conversation={conversation} onClose={close} />}
      {asked === 'delete' && (
        <DeleteConversation conversation={conversation} current={current} onClose={close} />
      )}
    </li>
  );
}
