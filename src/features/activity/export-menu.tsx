'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { useTRPCClient } from '#src/trpc-client/provider.tsx';
import { readError } from '#src/trpc-client/read-error.ts';
import { Button } from '#src/ui/button.tsx';
import { Menu } from '#src/ui/menu.tsx';
import { MenuItem } from '#src/ui/menu-item.tsx';
import { useToast } from '#src/ui/toast.tsx';
import { type ActivityFilters, toActivityInput } from './activity-filters.ts';
import type { ClientNames } from './describe-entry.ts';
import { type ExportFormat, formatActivity, readAll, saveFile } from './export-activity.ts';

const types: Record<ExportFormat, string> = { json: 'application/json', csv: 'text/csv' };

interface ExportMenuProps {
  filters: ActivityFilters;
  timeZone: string;
  names: ClientNames;
}

/** Saves all that the filters leave, not only the pages in sight. */
export function ExportMenu({ filters, timeZone, names }: ExportMenuProps) {
  const client = useTRPCClient();
  const toast = useToast();
  const [pending, setPending] = useState(false);

  async function save(format: ExportFormat) {
    setPending(true);
    try {
      const input = { ...toActivityInput(filters, timeZone), limit: 100 };
      const entries = await readAll((cursor) =>
        client.activity.list.query(cursor === undefined ? input : { ...input, cursor }),
      );
      saveFile(`activity.${format}`, types[format], formatActivity(entries, format, names));
    } catch (error) {
      toast({ kind: 'error', title: 'Nothing was saved', description: readError(error).message });
    } finally {
      setPending(false);
    }
  }

  return (
    <Menu
      trigger={
        <Button size="sm" pending={pending}>
          {pending ? null : <Download aria-hidden />}
          Export
        </Button>
      }
    >
      <MenuItem onClick={() => void save('csv')}>As CSV</MenuItem>
      <MenuItem onClick={() => void save('json')}>As JSON</MenuItem>
    </Menu>
  );
}
