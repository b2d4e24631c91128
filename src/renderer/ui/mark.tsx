/** The ward of a key: the product's mark. */
export function Mark({ size = 20 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" aria-hidden className="shrink-0">
      <rect width="20" height="20" rx="5" fill="var(--ink)" />
      <path d="M4.5 5.5h11v4.2h-3.2v1.6h1.6v3.2h-5.3v-4.8H6.4v1.6H4.5z" fill="var(--page)" />
    </svg>
  );
}
