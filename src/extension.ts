/** Builds the objects of the extension, connects them, registers them. */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import type { ExtensionContext } from 'vscode';
import { ExtensionMode, window, workspace } from 'vscode';
import { EngineClient } from './engine/client';
import { alertCommands } from './host/alerts/alertCommands';
import { alertMessages } from './host/alerts/alertMessages';
import { AlertRules } from './host/alerts/alertRules';
import { Alerts } from './host/alerts/alerts';
import { filterProblem } from './host/alerts/filterProblem';
import { BrokerQuestions } from './host/brokers/brokerQuestions';
import { Connections } from './host/brokers/connections';
import { ProfileStore } from './host/brokers/profileStore';
import { TracingJournals } from './host/brokers/tracingJournals';
import { TracingRestorer } from './host/brokers/tracingRestorer';
import type { StartEngine } from './host/captures/captureSession';
import { CaptureStorage } from './host/captures/captureStorage';
import { CaptureCatalog } from './host/captures/captureCatalog';
import { RecentFiles } from './host/captures/recentFiles';
import { DiagramStates } from './host/captures/diagramStates';
import { Importer } from './host/captures/importer';
import { LiveCaptures } from './host/captures/liveCaptures';
import { OpenCaptures } from './host/captures/openCaptures';
import { ArgumentWarnings } from './host/code/argumentWarnings';
import { CodeIndexService } from './host/code/codeIndexService';
import { CodeLenses } from './host/code/codeLenses';
import { CodeUsage } from './host/code/codeUsage';
import { Hovers } from './host/code/hovers';
import { indexCommands } from './host/code/indexCommands';
import { IndexDocument } from './host/code/indexDocument';
import { IndexingStatus } from './host/code/indexingStatus';
import { KnownIds } from './host/code/knownIds';
import { LogLinks } from './host/code/logLinks';
import { codeUsageCommands } from './host/code/codeUsageCommands';
import { brokerCommands } from './host/brokers/brokerCommands';
import { bookmarkCommands } from './host/captures/bookmarkCommands';
import { captureCommands } from './host/captures/captureCommands';
import { captureEditCommands } from './host/captures/captureEditCommands';
import { connectCommands } from './host/brokers/connectCommands';
import { Connecting } from './host/brokers/connecting';
import { exportCommands, chooseAndExport } from './host/captures/exportCommands';
import { goToCommands } from './host/diagrams/goTo';
import { liveCommands } from './host/captures/liveCommands';
import { CommandRegistry } from './host/actions/registry';
import { tapCommands } from './host/brokers/tapCommands';
import { requestCommands } from './host/requests/requestCommands';
import { ContextKeys } from './host/contextKeys';
import { BodyDocuments, bodyScheme } from './host/diagrams/bodyDocuments';
import { DiagramEditors, registerDiagramEditor } from './host/diagrams/diagramEditors';
import { LookSettings } from './host/diagrams/lookSettings';
import { MessageDocuments, messageScheme } from './host/diagrams/messageDocuments';
import { Surroundings } from './host/diagrams/surroundings';
import { diagramFilters } from './host/filters/diagramFilters';
import { FilterPicks } from './host/filters/filterPicks';
import { ConfiguredFilters } from './host/filters/filterSettings';
import { FilterStore } from './host/filters/filterStore';
import { describeError } from './host/log';
import { CodeNavigation } from './host/code/codeNavigation';
import { BrokersView } from './host/brokers/brokersView';
import { CapturesView } from './host/captures/capturesView';
import { RequestsView } from './host/requests/requestsView';
import { ServicesView } from './host/services/servicesView';
import { StatusBar } from './host/captures/statusBar';
import { IndexerClient } from './indexer/client';

/** The objects that the extension exports to its own tests, and to nobody else. */
export interface Internals {
  readonly profiles: ProfileStore;
  readonly connections: Connections;
  readonly captures: OpenCaptures;
  readonly storage: CaptureStorage;
  readonly diagrams: DiagramEditors;
  readonly services: ServicesView;
  readonly requests: RequestsView;
  readonly capturesView: CapturesView;
  readonly codeIndex: CodeIndexService;
  readonly navigation: CodeNavigation;
}

let stopEngines: (() => Promise<void>) | undefined;

export function activate(context: ExtensionContext): Internals | undefined {
  requireSqlite();
  const log = window.createOutputChannel('RPC Scope', { log: true });
  const stored = (...names: string[]) => path.join(context.globalStorageUri.fsPath, ...names);
  const workerPath = context.asAbsolutePath('dist/engine.js');
  const startEngine: StartEngine = task => new EngineClient(workerPath, task);

  const registry = new CommandRegistry(log);
  const recent = new RecentFiles(context.globalState);
  const indexFolder = (context.storageUri ?? context.globalStorageUri).fsPath;
  const startIndexer = () =>
    new IndexerClient(
      context.asAbsolutePath('dist/indexer.js'),
      path.join(indexFolder, 'code', 'index.sqlite'),
    );
  const storage = new CaptureStorage(stored('captures'));
  const states = new DiagramStates(context.workspaceState);
  const captures = new OpenCaptures(startEngine, storage, states, log);
  const codeIndex = new CodeIndexService({ startIndexer, captures, log });
  const profiles = new ProfileStore(context.globalState, context.secrets);
  const questions = new BrokerQuestions(startEngine);
  const journals = new TracingJournals(stored('tracing'), log);
  const connections = new Connections(captures, storage);
  const importer = new Importer(captures, storage);
  const bodies = new BodyDocuments(captures);
  const messages = new MessageDocuments(captures);
  const navigation = new CodeNavigation(codeIndex, registry.guard);
  const filterSettings = new ConfiguredFilters();
  const filterStore = new FilterStore(context.workspaceState, filterSettings);
  const filterPicks = new FilterPicks(
    filterStore,
    text => diagrams.show({ type: 'applyFilter', text }),
    registry.guard,
  );
  const looks = new LookSettings();
  const surroundings = new Surroundings(
    profiles,
    connections,
    storage,
    bodies,
    messages,
    (session, format, choices) =>
      // The webview does not wait for the export; its failures are shown as those of a command.
      registry.guard('export', () => chooseAndExport(session, recent, format, choices)),
    navigation,
    diagramFilters(filterStore, filterPicks, registry.guard),
    looks,
  );
  const diagrams = new DiagramEditors(context, captures, states, surroundings);
  const live = new LiveCaptures(connections, captures);
  const alertRules = new AlertRules(context.workspaceState, filterStore);
  const alerts = new Alerts(
    alertRules,
    live,
    filterProblem,
    alertMessages({
      rules: alertRules,
      diagrams,
      guard: registry.guard,
      log,
    }),
  );
  const services = new ServicesView(diagrams);
  const requests = new RequestsView(diagrams, states);
  const catalog = new CaptureCatalog(captures, storage, recent, startEngine);
  const capturesView = new CapturesView(catalog, captures, recent, log);
  const restorer = new TracingRestorer(profiles, questions);

  const brokers = { profiles, connections, questions, journals, restorer };
  const connecting = new Connecting(brokers);
  const codeUsage = new CodeUsage(codeIndex, captures, log);
  const indexDocument = new IndexDocument(codeIndex);
  registry.registerAll(
    {
      ...brokerCommands(brokers),
      ...connectCommands(brokers, connecting),
      ...tapCommands(brokers, connecting),
      ...captureCommands({ importer, recent, diagrams, extensionUri: context.extensionUri, log }),
      ...bookmarkCommands({ captures, storage, diagrams, capturesView }),
      ...captureEditCommands({ captures, storage, recent, diagrams, capturesView }),
      ...exportCommands({ captures, diagrams, recent }),
      ...liveCommands({ captures, diagrams }),
      ...goToCommands(diagrams),
      ...requestCommands({ diagrams, requests }),
      ...alertCommands({
        rules: alertRules,
        filters: filterStore,
        diagrams,
        states,
        problemOf: filterProblem,
      }),
      unmuteMethods: () => filterPicks.unmute(),
      showAllServices: () => services.showAll(),
      showLog: () => log.show(),
      ...indexCommands({ index: codeIndex, document: indexDocument }),
      ...codeUsageCommands({ codeUsage, captures, diagrams }),
    },
    command => diagrams.post(command),
  );

  context.subscriptions.push(
    log,
    captures,
    codeIndex,
    navigation,
    filterSettings,
    looks,
    filterStore,
    profiles,
    connections,
    live,
    alertRules,
    alerts,
    diagrams,
    services,
    requests,
    capturesView,
    registry,
    new BrokersView(profiles, connections),
    new StatusBar(live, diagrams),
    codeUsage,
    indexDocument,
    new IndexingStatus(codeIndex),
    new CodeLenses(codeUsage),
    new Hovers(codeUsage),
    new ArgumentWarnings(codeUsage, log),
    new LogLinks(captures, new KnownIds(captures)),
    new ContextKeys(profiles, connections, diagrams, requests, captures),
    registerDiagramEditor(diagrams),
    workspace.registerTextDocumentContentProvider(bodyScheme, bodies),
    workspace.registerTextDocumentContentProvider(messageScheme, messages),
    connections.onDidLeaveJournal(({ profileId, path: journal }) => {
      void journals.restoreOne(profileId, journal, restorer);
    }),
  );
  stopEngines = () => captures.stopAll();
  tidyUp().catch((error: unknown) => log.error(describeError(error)));
  return context.extensionMode === ExtensionMode.Test
    ? {
        profiles,
        connections,
        captures,
        storage,
        diagrams,
        services,
        requests,
        capturesView,
        codeIndex,
        navigation,
      }
    : undefined;

  /** Cleans up after earlier sessions; nothing waits for it. */
  async function tidyUp(): Promise<void> {
    await journals.restoreAbandoned(restorer);
    await storage.prune(capturePath => captures.has(capturePath));
  }
}

/** Finishes live captures and restores the tracing switches before VS Code ends the host. */
export async function deactivate(): Promise<void> {
  await stopEngines?.();
}

function requireSqlite(): void {
  if (isBuiltin('node:sqlite')) return;
  const sentence = 'RPC Scope needs a newer VS Code: this one has no SQLite built in.';
  void window.showErrorMessage(sentence);
  throw new Error(sentence);
}
