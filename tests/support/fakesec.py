# A Secret Service that is there and of no use: it takes the name on the session bus, and then
#   hang: never answers anything      err: answers every question with an error
import sys
import time

import dbus
import dbus.bus

NAME = "org.freedesktop.secrets"


def refuse_everything(connection, message):
    if message.get_interface() == "org.freedesktop.DBus":
        return 1  # not ours to answer
    error = dbus.lowlevel.ErrorMessage(message, "org.freedesktop.DBus.Error.Failed", "broken")
    connection.send_message(error)
    return 0


mode = sys.argv[1]
if mode == "hang":
    bus = dbus.SessionBus()
    bus.request_name(NAME)
    print("ready", flush=True)
    while True:  # nobody reads what arrives
        time.sleep(60)

import dbus.lowlevel
from dbus.mainloop.glib import DBusGMainLoop
from gi.repository import GLib

bus = dbus.SessionBus(mainloop=DBusGMainLoop())
bus.add_message_filter(refuse_everything)
bus.request_name(NAME)
print("ready", flush=True)
GLib.MainLoop().run()
