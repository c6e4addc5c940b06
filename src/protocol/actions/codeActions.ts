import { defineActions } from './action';
import { contextKeys } from './conditions';
import { onOsloRow } from './menus';

export const codeActions = defineActions({
  addSourceFolder: {
    id: 'rpcscope.code.addSourceFolder',
    title: 'Add Source Folder…',
    runsIn: 'host',
    takes: 'file',
  },
  showIndex: {
    id: 'rpcscope.code.showIndex',
    title: 'Show Python Index',
    runsIn: 'host',
    takes: 'nothing',
  },
  toggleIndexing: {
    id: 'rpcscope.code.toggleIndexing',
    title: 'Toggle Indexing',
    runsIn: 'host',
    takes: 'nothing',
  },
  showCalls: {
    id: 'rpcscope.code.showCalls',
    title: 'Show Traffic of This Method',
    runsIn: 'host',
    takes: 'codeUsage',
    palette: 'editorLangId == python',
    menus: [
      {
        menu: 'editor/context',
        when: `editorLangId == python && resourceScheme == file && ${contextKeys.hasCapture}`,
        group: 'navigation@99',
      },
    ],
  },
  openPlace: {
    id: 'rpcscope.code.openPlace',
    title: 'Open in Diagram',
    runsIn: 'host',
    takes: 'place',
    palette: false,
  },
  goToHandler: {
    id: 'rpcscope.diagram.goToHandler',
    title: 'Go to Handler',
    runsIn: 'diagram',
    menus: [onOsloRow('1_code@1')],
    keybinding: { key: 'f12' },
  },
  goToCaller: {
    id: 'rpcscope.diagram.goToCaller',
    title: 'Go to Caller',
    runsIn: 'diagram',
    menus: [onOsloRow('1_code@2')],
    keybinding: { key: 'shift+f12' },
  },
  peekHandlers: {
    id: 'rpcscope.diagram.peekHandlers',
    title: 'Peek Handlers',
    runsIn: 'diagram',
    menus: [onOsloRow('1_code@3')],
    keybinding: { key: 'alt+f12' },
  },
  toggleBreakpoint: {
    id: 'rpcscope.diagram.toggleBreakpoint',
    title: 'Break Here on Next Message',
    runsIn: 'diagram',
    menus: [onOsloRow('1_code@4')],
  },
});
