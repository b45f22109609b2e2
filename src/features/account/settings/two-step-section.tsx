'use client';

import { useState } from 'react';
import { Badge } from '#src/ui/badge.tsx';
import { Button } from '#src/ui/button.tsx';
import { Dialog } from '#src/ui/dialog.tsx';
import { Section } from './section.tsx';
import { TurnOffTwoStep } from './turn-off-two-step.tsx';
import { TurnOnTwoStep } from './turn-on-two-step.tsx';

export function TwoStepSection({ isOn }: { isOn: boolean }) {
  const [open, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
  };
  return (
    <Section
      id="two-step"
      title="Two-step verification"
      about="After your password, a code of an authenticator app on your phone."
    >
      <div className="flex flex-wrap items-center gap-3">
        <Badge tone={isOn ? 'accent' : 'neutral'}>{isOn ? 'On' : 'Off'}</Badge>
        <Button
          size="sm"
          onClick={() => {
            setOpen(true);
          }}
        >
          {isOn ? 'Turn off' : 'Turn on'}
        </Button>
      </div>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        size="sm"
        title={isOn ? 'Turn off two-step verification' : 'Turn on two-step verification'}
      >
        {isOn ? <TurnOffTwoStep onDone={close} /> : <TurnOnTwoStep onDone={close} />}
      </Dialog>
    </Section>
  );
}
