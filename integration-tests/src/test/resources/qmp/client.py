"""Drives a VM with qemu.qmp, the client library of the QEMU project; the argument is the monitor's Unix socket."""
import asyncio
import sys

from qemu.qmp import EventListener, ExecuteError, QMPClient


async def main(path):
    client = QMPClient("test")
    await client.connect(path)
    with client.listener() as events:
        schema = {e["name"]: e["meta-type"] for e in await client.execute("query-qmp-schema")}
        commands = {c["name"] for c in await client.execute("query-commands")}
        print("schema", commands == {n for n, t in schema.items() if t == "command"})
        print("status", (await client.execute("query-status"))["status"])
        print("target", (await client.execute("query-target"))["arch"])
        try:
            await client.execute("query-spice")
        except ExecuteError as e:
            print("error", e.error_class)
        await client.execute("cont")
        print("event", (await events.get())["event"])
        await client.execute("system_reset")
        event = await events.get()
        print("event", event["event"], event["data"]["reason"])
        await client.execute("stop")
        print("event", (await events.get())["event"])
        await client.execute("quit")
        event = await events.get()
        print("event", event["event"], event["data"]["reason"])
    await client.disconnect()


asyncio.run(main(sys.argv[1]))
