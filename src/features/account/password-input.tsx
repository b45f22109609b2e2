'use client';

import { Eye, EyeOff } from 'lucide-react';
import { useState } from 'react';
import { IconButton } from '#src/ui/icon-button.tsx';
import { Input } from '#src/ui/input.tsx';

/** A password that its owner may look at. */
export function PasswordInput({
  autoComplete,
  name = 'password',
}: {
  autoComplete: string;
  name?: string;
}) {
  const [shown, setShown] = useState(false);
  return (
    <div className="relative">
      <Input
        name={name}
        type={shown ? 'text' : 'password'}
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        required
        className="pr-10"
      />
      <div className="absolute inset-y-0 right-1 flex items-center">
        <IconButton
          size="sm"
          label={shown ? 'Hide password' : 'Show password'}
          onClick={() => {
            setShown(!shown);
          }}
        >
          {shown ? <EyeOff /> : <Eye />}
        </IconButton>
      </div>
    </div>
  );
}
