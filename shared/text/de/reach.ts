import type { reachEn } from '../en/reach';

/** The network page: ports, certificates on request, and the way home from outside, in German. */
export const reachDe: typeof reachEn = {
  ports: 'Ports',
  portsHelp:
    'Die Zahl nach dem Doppelpunkt einer Adresse. Ändere sie nur, wenn ein anderes Programm sie braucht.',
  device: 'Für Geräte',
  deviceHelp: 'Steht in der Adresse jeder App: Trage nach einer Änderung dort die neue ein.',
  panel: 'Für die Oberfläche im Browser',
  panelHelp:
    'Lesezeichen der Oberfläche und die Befehlszeile brauchen nach einer Änderung den neuen.',
  tlsHelp: 'Steht in den verschlüsselten Adressen, solange HTTPS an ist.',
  portClash: 'Jeder braucht einen eigenen Port.',
  portsSaved: 'Gespeichert. Der neue Port gilt ab dem nächsten Start von Latchkey.',
  renew: 'Zertifikat erneuern',
  renewTitle: 'Zertifikat erneuern?',
  renewText:
    'Es erneuert sich rechtzeitig von selbst. Tu es jetzt, wenn ein Name oder eine Adresse darin fehlt.',
  renewWhat: 'Was neu gemacht wird',
  renewKinds: { certificate: 'Ein neues Zertifikat', authority: 'Auch eine neue Stelle' },
  renewHints: {
    certificate: 'Geräte merken nichts davon',
    authority: 'Jedes Gerät muss neu vertrauen',
  },
  authorityHelp:
    'Nötig, wenn ein Name hinzukam, für den die jetzige nicht bürgen darf, oder wenn ihr Schlüssel kopiert worden sein könnte. Bis ein Gerät der neuen vertraut, lehnt es verschlüsselte Anfragen ab. Entferne dort die alte.',
  renewYes: 'Erneuern',
  renewed: 'Das Zertifikat wurde erneuert',
  renewedAuthority: 'Es gibt eine neue Stelle: Jedes Gerät muss ihr jetzt vertrauen',
  outside: 'Von unterwegs',
  outsideHelp:
    'Um deine Dienste unterwegs zu nutzen, lass deine Geräte durch einen Tunnel heimkommen, den nur sie nutzen können.',
  best: 'Empfohlen',
  careful: 'Mit Vorsicht',
  never: 'Niemals',
  tailscale: 'Tailscale',
  tailscaleText:
    'Macht aus deinen Geräten ein privates Netz, wo immer sie sind. Nichts wird zum Internet geöffnet, und das Handy braucht kein Zertifikat.',
  tailscaleSteps: [
    'Installiere Tailscale auf diesem Computer und auf dem Handy, und melde dich auf beiden mit demselben Konto an.',
    'Auf diesem Computer, in einem Terminal:',
  ],
  tailscaleServe: 'Für eine verschlüsselte Adresse ohne Port außerdem:',
  tailscaleThen:
    'Schalte dann oben „Tailscale“ ein. Dort steht die Adresse; sie geht auf dem Handy auch unterwegs.',
  command: 'Befehl',
  wireguard: 'WireGuard',
  wireguardText:
    'Viele Router (etwa eine FRITZ!Box) können es schon: Füge dort das Handy hinzu, lies den Code mit der WireGuard-App ein, und nutze die Adresse von zu Hause, als wärst du dort. Es öffnet einen Port des Routers, der niemandem ohne Schlüssel antwortet.',
  cloudflare: 'Cloudflare Tunnel',
  cloudflareText:
    'Geht ohne offenen Port, macht die Adresse aber öffentlich: Das ganze Internet kann anklopfen, und Cloudflare kann jede Anfrage lesen, auch Schlüssel. Nimm es nur mit einer Zugangsregel davor (Cloudflare Access) und mit Schlüsseln, die Limits und ein Ende haben.',
  forward: 'Ein Port des Routers direkt zu Latchkey',
  forwardText:
    'Leite http:// nie aus dem Internet weiter: Schlüssel und Gespräche reisen dann lesbar für alle dazwischen, und Scanner finden den Port binnen Stunden.',
};
