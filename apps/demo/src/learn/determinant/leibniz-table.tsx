import { type LeibnizTerm, leibnizTerms, type Matrix } from '@flow/math';
import { formatNumber } from '../../widgets/format-number.ts';
import { PermutationWires } from './permutation-wires.tsx';
import { useText } from './text.ts';

export type LeibnizTableProps = {
  readonly matrix: Matrix;
  /** The term whose entries are shown in the matrix. */
  readonly chosen: number | undefined;
  readonly onChoose: (index: number | undefined) => void;
  readonly testId: string;
};

/** Every term of Leibniz's sum: permutation, inversions, sign, product. */
export function LeibnizTable({ matrix, chosen, onChoose, testId }: LeibnizTableProps) {
  const text = useText();
  const terms = [...leibnizTerms(matrix)];
  const sum = terms.reduce((total, { term }) => total + term, 0);
  return (
    <table class="determinant-terms" aria-label={text.tableLabel}>
      <thead>
        <tr>
          <th scope="col">{text.permutation}</th>
          <th scope="col">{text.inversions}</th>
          <th scope="col">{text.sign}</th>
          <th scope="col">{text.product}</th>
          <th scope="col">{text.term}</th>
        </tr>
      </thead>
      <tbody>
        {terms.map((term, index) => (
          <TermRow
            key={term.permutation.join('')}
            term={term}
            chosen={index === chosen}
            onChoose={() => onChoose(index === chosen ? undefined : index)}
            testId={`${testId}-${index}`}
          />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={4}>
            {text.sum}
          </th>
          <td data-testid={`${testId}-sum`} data-value={sum}>
            {formatNumber(sum)}
          </td>
        </tr>
      </tfoot>
    </table>
  );
}

type TermRowProps = {
  readonly term: LeibnizTerm;
  readonly chosen: boolean;
  readonly onChoose: () => void;
  readonly testId: string;
};

function TermRow({ term, chosen, onChoose, testId }: TermRowProps) {
  const text = useText();
  const name = term.permutation.map((column) => column + 1).join(' ');
  return (
    <tr class={chosen ? 'determinant-chosen' : undefined}>
      <td>
        <button type="button" aria-pressed={chosen} aria-label={text.show(name)} onClick={onChoose}>
          <PermutationWires permutation={term.permutation} />
        </button>
      </td>
      <td data-testid={`${testId}-inversions`} data-value={term.inversions}>
        {term.inversions}
      </td>
      <td data-testid={`${testId}-sign`} data-value={term.sign}>
        {term.sign > 0 ? '+' : '−'}
      </td>
      <td class="determinant-product">{term.factors.map((factor) => shortNumber(factor)).join(' · ')}</td>
      <td data-testid={`${testId}-term`} data-value={term.term}>
        {formatNumber(term.term)}
      </td>
    </tr>
  );
}

/** At most two decimals, and no zeros behind them; brackets around what begins with a minus. */
function shortNumber(value: number): string {
  const text = formatNumber(value).replace(/\.?0+$/, '');
  return text.startsWith('−') ? `(${text})` : text;
}
