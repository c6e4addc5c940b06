import { Icon } from './icons';
import './referenceMark.css';

/** The mark of the row from which relative times count. */
export const ReferenceMark = () => (
  <span class="reference-mark" title="Time reference">
    <span class="visually-hidden">time reference </span>
    <Icon name="reference" />
  </span>
);
