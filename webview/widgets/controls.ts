/**
 * The controls of VS Code's webview toolkit. The toolkit is no longer developed; only this file
 * imports it, so that another library can take its place here.
 */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodePanelTab,
  vsCodePanelView,
  vsCodePanels,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import type { Attributes, ComponentChildren, Ref, VNode } from 'preact';
import { h } from 'preact';
import './controls.css';

/** Defines the custom elements; call it once, before anything is rendered. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodePanelTab(),
    vsCodePanelView(),
    vsCodePanels(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

export interface ButtonProps {
  readonly onPress: () => void;
  /** Default `secondary`; `icon` has no background of its own. */
  readonly look?: 'primary' | 'secondary' | 'icon';
  readonly title?: string;
  /** Accessible name of a button without text. */
  readonly label?: string;
  /** The state of a button that is a switch. */
  readonly isPressed?: boolean | undefined;
  readonly class?: string;
  /** Shown before the text. */
  readonly icon?: ComponentChildren;
  readonly children?: ComponentChildren;
}

export function Button(props: ButtonProps): VNode {
  return element(
    'vscode-button',
    {
      appearance: props.look ?? 'secondary',
      title: props.title,
      'aria-label': props.label,
      'aria-pressed': props.isPressed === undefined ? undefined : String(props.isPressed),
      class: props.class,
      onClick: props.onPress,
    },
    props.icon === undefined ? undefined : h('span', { slot: 'start' }, props.icon),
    h('span', { class: 'button-words' }, props.children),
  );
}

export interface TextFieldProps {
  readonly value: string;
  readonly label: string;
  readonly placeholder: string;
  readonly onText: (text: string) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly fieldRef: Ref<HTMLElement>;
  /** Shown at the end, inside the box. */
  readonly children?: ComponentChildren;
}

export function TextField(props: TextFieldProps): VNode {
  return element(
    'vscode-text-field',
    {
      value: props.value,
      'aria-label': props.label,
      placeholder: props.placeholder,
      spellcheck: false,
      ref: props.fieldRef,
      onInput: (event: Event) => {
        const value = valueOf(event.target);
        if (value !== undefined) props.onText(value);
      },
      onKeyDown: props.onKeyDown,
    },
    props.children,
  );
}

export interface SelectProps<Id extends string> {
  readonly label: string;
  readonly options: readonly { readonly id: Id; readonly title: string }[];
  readonly value: Id;
  readonly onSelect: (id: Id) => void;
}

/** Offers a choice of a few options. */
export function Select<Id extends string>(props: SelectProps<Id>): VNode {
  return element(
    'vscode-dropdown',
    {
      'aria-label': props.label,
      title: props.label,
      value: props.value,
      onChange: (event: Event) => {
        const value = valueOf(event.target);
        const option = props.options.find(({ id }) => id === value);
        if (option && option.id !== props.value) props.onSelect(option.id);
      },
    },
    props.options.map(({ id, title }) =>
      element('vscode-option', { key: id, value: id, selected: id === props.value }, title),
    ),
  );
}

export interface SliderProps {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  /** The value as screen readers read it. */
  readonly valueText: string;
  readonly title?: string;
  /** A highlighted stretch of the slider. */
  readonly marked?: readonly [from: number, to: number] | undefined;
  readonly onValue: (value: number) => void;
}

/** A native slider: the toolkit has none, and the native one supports keys and screen readers. */
export function Slider(props: SliderProps): VNode {
  const { min, max, marked } = props;
  const percent = (value: number) => `${(100 * (value - min)) / Math.max(1, max - min)}%`;
  const style = {
    '--slider-value': percent(props.value),
    '--slider-from': percent(marked?.[0] ?? min),
    '--slider-to': percent(marked?.[1] ?? min),
  };
  return element('input', {
    type: 'range',
    class: 'slider',
    'aria-label': props.label,
    'aria-valuetext': props.valueText,
    title: props.title,
    min,
    max,
    step: Math.max(1, (max - min) / 1000),
    value: props.value,
    style,
    onInput: (event: Event) => {
      const { valueAsNumber } = event.target as HTMLInputElement;
      if (Number.isFinite(valueAsNumber)) props.onValue(valueAsNumber);
    },
  });
}

export interface TabsProps<Id extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: Id; readonly title: string }[];
  readonly active: Id;
  readonly onSelect: (id: Id) => void;
  /** The content of the active tab; none where the content stands elsewhere. */
  readonly children?: ComponentChildren;
  readonly class?: string;
}

export function Tabs<Id extends string>(props: TabsProps<Id>): VNode {
  const tabId = (id: Id) => `tab-${id}`;
  return element(
    'vscode-panels',
    {
      'aria-label': props.label,
      activeid: tabId(props.active),
      class: props.class,
      onChange: (event: Event) => {
        const chosen = (event as CustomEvent<{ id?: unknown } | null>).detail?.id;
        const tab = props.tabs.find(({ id }) => tabId(id) === chosen);
        if (tab && tab.id !== props.active) props.onSelect(tab.id);
      },
    },
    props.tabs.map(({ id, title }) =>
      element('vscode-panel-tab', { id: tabId(id), key: id }, title),
    ),
    props.tabs.map(({ id }) =>
      element(
        'vscode-panel-view',
        { id: `view-${id}`, key: `view-${id}` },
        id === props.active ? props.children : undefined,
      ),
    ),
  );
}

export const ProgressRing = (): VNode => element('vscode-progress-ring', {});

/** The toolkit knows these attributes, the types of JSX do not. */
const element = (
  name: string,
  props: Readonly<Record<string, unknown>>,
  ...children: ComponentChildren[]
): VNode => h(name, props as Attributes, ...children);

/** Value of a control of the toolkit, whose elements are no `HTMLInputElement`s. */
const valueOf = (target: EventTarget | null): string | undefined =>
  target && 'value' in target && typeof target.value === 'string' ? target.value : undefined;
