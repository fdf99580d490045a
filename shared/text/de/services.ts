import type { servicesEn } from '../en/services';
import { kindsDe } from './findings';

/** The page of services, in German. */
export const servicesDe: typeof servicesEn = {
  lead: 'Die KI-Programme, die deine Geräte nutzen dürfen.',
  add: 'Dienst hinzufügen',
  empty: 'Noch kein Dienst',
  emptyHelp:
    'Ein Dienst ist ein Programm auf diesem Computer oder bei dir zu Hause, etwa Ollama oder Stable Diffusion. Füge einen hinzu, und Latchkey setzt ein Schloss und einen Zähler davor.',
  kinds: kindsDe,
  addTitle: 'Dienst hinzufügen',
  addText: 'Wähle das Programm. Seine übliche Adresse wird für dich eingetragen.',
  editTitle: (name: string) => `${name} ändern`,
  editText: 'Geräte behalten ihre Schlüssel.',
  name: 'Name',
  kind: 'Art',
  url: 'Adresse',
  urlHelp: 'Wo das Programm erreichbar ist, etwa http://127.0.0.1:11434',
  upstreamKey: 'Schlüssel des Dienstes',
  upstreamKeyHelp:
    'Nur wenn das Programm selbst einen verlangt. Er wird als „Authorization: Bearer …“ gesendet und nie wieder gezeigt.',
  upstreamKeySet: 'Einer ist gesetzt. Lass das Feld leer, um ihn zu behalten.',
  isDefault: 'Für Apps, die keinen Dienst wählen können',
  isDefaultHelp:
    'Antwortet auf die einfachen Adressen von OpenAI und Ollama, wenn sonst nichts entscheidet.',
  dropKey: 'Schlüssel des Dienstes entfernen',
  dropKeyHelp: 'Anfragen gehen dann ohne Schlüssel an das Programm.',
  moreSettings: 'Mehr',
  firstByte: 'Auf den Anfang der Antwort warten (Sekunden)',
  firstByteHelp:
    'Ein großes Modell braucht zum Laden manchmal Minuten. Leer gilt, was für diese Art üblich ist.',
  test: 'Testen',
  testing: 'Test läuft',
  tested: (ms: string) => `Hat nach ${ms} geantwortet`,
  models: (count: number) => `${count} ${count === 1 ? 'Modell' : 'Modelle'} gefunden`,
  more: (count: number) => `und ${count} weitere`,
  gatewayPath: 'Pfad am Gateway',
  default: 'Standard',
  paused: 'Angehalten',
  health: { up: 'Antwortet', down: 'Antwortet nicht', unknown: 'Noch nicht getestet' },
  edit: 'Ändern',
  pause: 'Anhalten',
  resume: 'Einschalten',
  makeDefault: 'Zum Standard machen',
  remove: 'Entfernen',
  removeTitle: (name: string) => `${name} entfernen?`,
  removeText:
    'Geräte können ihn nicht mehr nutzen, und Schlüssel, die ihn nannten, verlieren ihn. Das Programm selbst bleibt unberührt, und die Nutzung bleibt aufgezeichnet.',
  removed: (name: string) => `${name} wurde entfernt`,
  saved: (name: string) => `${name} wurde gespeichert`,
};
