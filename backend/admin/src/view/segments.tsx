type Props<T extends string | number> = {
  name: string;
  label: string;
  options: { value: T; label: string }[];
  value: T;
  onChange: (value: T) => void;
};

/** A few choices side by side: radio buttons that look like one control. */
export const Segments = <T extends string | number>({ name, label, options, value, onChange }: Props<T>) => (
  <div class="segments" role="radiogroup" aria-label={label}>
    {options.map((option) => (
      <label key={option.value}>
        <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
        <span>{option.label}</span>
      </label>
    ))}
  </div>
);
