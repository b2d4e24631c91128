/** Stands on every screen of a practice that does not exist. */
export function SyntheticData() {
  return (
    <span className="hatched inline-flex items-center rounded-chip border border-line-strong px-1.5 py-px text-xs font-medium">
      <span className="rounded-chip bg-page px-1.5">Synthetic data</span>
    </span>
  );
}
