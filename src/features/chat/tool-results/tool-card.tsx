import type { ToolPart } from '#src/contracts/message.ts';
import { Card } from '#src/ui/card.tsx';
import { ToolCall } from './tool-call.tsx';

/** Tool calls that came one after another, as rows of one card. */
export function ToolCard({ parts, live }: { parts: readonly ToolPart[]; live: boolean }) {
  return (
    <Card className="divide-y divide-border overflow-hidden">
      {parts.map((part) => (
        <div key={part.callId} data-tool={part.tool}>
          <ToolCall part={part} live={live} />
        </div>
      ))}
    </Card>
  );
}
