'use client';

import { KeyRound, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { removePasskey, renamePasskey } from '#src/auth/browser-client.ts';
import { Button } from '#src/ui/button.tsx';
import { ConfirmDialog } from '#src/ui/confirm-dialog.tsx';
import { Dialog } from '#src/ui/dialog.tsx';
import { Field } from '#src/ui/field.tsx';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Input } from '#src/ui/input.tsx';
import { AddPasskey } from './add-passkey.tsx';
import { Section } from './section.tsx';
import { Time } from './time.tsx';
import { useAction } from './use-action.ts';

export interface StoredPasskey {
  id: string;
  name: string;
  /** ISO 8601. */
  addedAt: string;
}

export function PasskeysSection({ passkeys }: { passkeys: StoredPasskey[] }) {
  const { pending, run } = useAction();
  const [adding, setAdding] = useState(false);
  const [naming, setNaming] = useState<StoredPasskey>();
  const [removing, setRemoving] = useState<StoredPasskey>();

  async function rename({ id }: StoredPasskey, name: string) {
    const worked = await run('rename', () => renamePasskey(id, name), 'The passkey is renamed');
    if (worked) setNaming(undefined);
  }

  async function remove({ id }: StoredPasskey) {
    await run('remove', () => removePasskey(id), 'The passkey is removed');
    setRemoving(undefined);
  }

  return (
    <Section
      id="passkeys"
      title="Passkeys"
      about="Sign in with your fingerprint, face or device lock instead of a password."
    >
      {passkeys.length === 0 ? (
        <p className="mb-4 text-sm text-muted-foreground">You have none yet.</p>
      ) : (
        <ul className="mb-4 divide-y divide-border">
          {passkeys.map((passkey) => (
            <li key={passkey.id} className="flex items-center gap-3 py-2.5 first:pt-0">
              <KeyRound aria-hidden className="size-4 shrink-0 text-faint-foreground" />
              <div className="min-w-0 flex-1 text-sm">
                <p className="font-medium wrap-anywhere">{passkey.name}</p>
                <p className="text-[0.8125rem] text-muted-foreground">
                  Added <Time at={passkey.addedAt} />
                </p>
              </div>
              <Button
                size="sm"
                aria-label={`Rename ${passkey.name}`}
                onClick={() => {
                  setNaming(passkey);
                }}
              >
                Rename
              </Button>
              <IconButton
                label={`Remove ${passkey.name}`}
                size="sm"
                onClick={() => {
                  setRemoving(passkey);
                }}
              >
                <Trash2 />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <Button
        size="sm"
        onClick={() => {
          setAdding(true);
        }}
      >
        Add a passkey
      </Button>
      <Dialog
        open={adding}
        onOpenChange={setAdding}
        size="sm"
        title="Add a passkey"
        description="A name by which you will know it, such as the device's, and your password."
      >
        <AddPasskey
          onDone={() => {
            setAdding(false);
          }}
        />
      </Dialog>
      <Dialog
        open={naming !== undefined}
        onOpenChange={() => {
          setNaming(undefined);
        }}
        size="sm"
        title="Rename the passkey"
        description="A name by which you will know it, such as the device's."
      >
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            const name = new FormData(event.currentTarget).get('name');
            if (naming && typeof name === 'string' && name.trim() !== '') {
              void rename(naming, name.trim());
            }
          }}
        >
          <Field label="Name">
            <Input name="name" defaultValue={naming?.name} maxLength={60} required autoFocus />
          </Field>
          <Button type="submit" variant="primary" pending={pending !== undefined}>
            Save
          </Button>
        </form>
      </Dialog>
      <ConfirmDialog
        open={removing !== undefined}
        onOpenChange={() => {
          setRemoving(undefined);
        }}
        title="Remove the passkey?"
        description={`You can no longer sign in with “${removing?.name ?? ''}”.`}
        confirmLabel="Remove"
        pending={pending === 'remove'}
        onConfirm={() => {
          if (removing) void remove(removing);
        }}
      />
    </Section>
  );
}
