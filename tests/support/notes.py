# The notes of a desktop, as a test needs them: takes the name that programs send their notes to and prints one line of JSON
# for each. A number on standard input is a click on the note of that number. Ends on SIGTERM.
import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

NOTES = "org.freedesktop.Notifications"

DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()


class Notes(dbus.service.Object):
    last = 0

    @dbus.service.method(NOTES, out_signature="as")
    def GetCapabilities(self):
        return ["actions", "body"]

    @dbus.service.method(NOTES, out_signature="ssss")
    def GetServerInformation(self):
        return ("notes", "tests", "1", "1.2")

    @dbus.service.method(NOTES, in_signature="susssasa{sv}i", out_signature="u")
    def Notify(self, _app, replaces, _icon, title, body, actions, _hints, _timeout):
        self.last = int(replaces) or self.last + 1
        note = {"id": self.last, "title": str(title), "body": str(body), "actions": list(map(str, actions))}
        print(json.dumps(note), flush=True)
        return dbus.UInt32(self.last)

    @dbus.service.method(NOTES, in_signature="u")
    def CloseNotification(self, number):
        self.NotificationClosed(number, dbus.UInt32(3))

    @dbus.service.signal(NOTES, signature="uu")
    def NotificationClosed(self, number, reason):
        pass

    @dbus.service.signal(NOTES, signature="us")
    def ActionInvoked(self, number, action):
        pass


def listen(source, _condition):
    line = source.readline()
    if line:
        notes.ActionInvoked(dbus.UInt32(int(line)), "default")
    return bool(line)


GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, listen)
owned = dbus.service.BusName(NOTES, bus)
notes = Notes(bus, "/org/freedesktop/Notifications")
print(json.dumps({"watching": True}), flush=True)
GLib.MainLoop().run()
