'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useMemo } from 'react';
import { formatTaskFilters, TaskFilters } from './task-filters.ts';

/** The filters, kept in the page's address: a reload, a bookmark and the back button keep them. */
export function useTaskFilters(): [TaskFilters, (changed: Partial<TaskFilters>) => void] {
  const path = usePathname();
  const address = useSearchParams();
  const filters = useMemo(() => TaskFilters.parse(Object.fromEntries(address)), [address]);
  return [
    filters,
    (changed) => {
      // Next follows the address without asking the server for the page again.
      const next = formatTaskFilters({ ...filters, ...changed });
      window.history.replaceState(null, '', path + next);
    },
  ];
}
