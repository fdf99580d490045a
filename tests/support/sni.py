# The tray of a desktop, as a test needs it: takes the name that tray icons look for, and for every item that registers
# prints one line of JSON with its id, tooltip, icon sizes, a digest of its picture and its menu. Menu texts given as arguments are clicked in that order,
# each as soon as the menu has it; so are lines on standard input. Ends on SIGTERM.
import hashlib
import json
import sys

import dbus
import dbus.service
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

WATCHER = "org.kde.StatusNotifierWatcher"
ITEM = "org.kde.StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
LOOK_EVERY_MS = 200

to_click = sys.argv[1:]
DBusGMainLoop(set_as_default=True)
bus = dbus.SessionBus()


class Watcher(dbus.service.Object):
    items = []

    @dbus.service.method(WATCHER, in_signature="s", sender_keyword="sender")
    def RegisterStatusNotifierItem(self, service, sender=None):
        at = (sender, service) if service.startswith("/") else (service, "/StatusNotifierItem")
        self.items.append("".join(at))
        self.StatusNotifierItemRegistered("".join(at))
        GLib.timeout_add(LOOK_EVERY_MS, Item(*at).look)

    @dbus.service.method(WATCHER, in_signature="s")
    def RegisterStatusNotifierHost(self, service):
        pass

    @dbus.service.signal(WATCHER, signature="s")
    def StatusNotifierItemRegistered(self, service):
        pass

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature="ss", out_signature="v")
    def Get(self, _interface, name):
        return self.GetAll(_interface)[name]

    @dbus.service.method(dbus.PROPERTIES_IFACE, in_signature="s", out_signature="a{sv}")
    def GetAll(self, _interface):
        return {
            "IsStatusNotifierHostRegistered": dbus.Boolean(True),
            "ProtocolVersion": dbus.Int32(0),
            "RegisteredStatusNotifierItems": dbus.Array(self.items, signature="s"),
        }


class Item:
    def __init__(self, name, path):
        self.name, self.path, self.last = name, path, None

    def look(self):
        try:
            self.show()
        except dbus.DBusException:
            return False  # the program is gone
        return True

    def show(self):
        item = bus.get_object(self.name, self.path)
        properties = dbus.Interface(item, dbus.PROPERTIES_IFACE).GetAll(ITEM)
        menu = dbus.Interface(bus.get_object(self.name, properties["Menu"]), MENU)
        _revision, (_id, _own, children) = menu.GetLayout(0, -1, dbus.Array([], signature="s"))
        lines = [(int(c[0]), str(c[1].get("label", c[1].get("type", "")))) for c in children]
        found = {
            "tooltip": [str(text) for text in properties.get("ToolTip", [])[2:]],
            "title": str(properties.get("Title", "")),
            "icons": [[int(i[0]), int(i[1])] for i in properties.get("IconPixmap") or []],
            "look": hashlib.sha256(bytes(b for i in properties.get("IconPixmap") or [] for b in i[2])).hexdigest(),
            "menu": [text for _, text in lines],
        }
        if found != self.last:
            self.last = found
            print(json.dumps(found), flush=True)
        self.click(menu, lines)

    @staticmethod
    def click(menu, lines):
        if not to_click:
            return
        wanted = [number for number, text in lines if text.replace("_", "") == to_click[0]]
        if wanted:
            menu.Event(wanted[0], "clicked", dbus.Int32(0), dbus.UInt32(0))
            print(json.dumps({"clicked": to_click.pop(0)}), flush=True)


def listen(source, _condition):
    line = source.readline()
    if line:
        to_click.append(line.strip())
    return bool(line)


GLib.io_add_watch(sys.stdin, GLib.IO_IN | GLib.IO_HUP, listen)
owned = dbus.service.BusName(WATCHER, bus)
watcher = Watcher(bus, "/StatusNotifierWatcher")
print(json.dumps({"watching": True}), flush=True)
GLib.MainLoop().run()
