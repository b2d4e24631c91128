import { Avatar } from '../../ui/avatar';
import { TextLink } from '../../ui/text-link';

/** Who is coming in, with the way back to choose somebody else. */
export function PersonLine({ name, below, onBack }: { name: string; below: string; onBack: () => void }) {
  return (
    <div className="mt-9 flex items-center gap-3 border-b border-line pb-4">
      <Avatar name={name} size="large" />
      <span className="min-w-0">
        <span className="block truncate text-[0.9375rem] leading-5 font-semibold">{name}</span>
        <span className="block truncate text-ink-3">{below}</span>
      </span>
      <TextLink className="ml-auto" onClick={onBack}>
        Not you?
      </TextLink>
    </div>
  );
}
