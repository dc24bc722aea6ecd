package dev.sevsim.cli.demo;

import dev.sevsim.abi.Bytes;
import dev.sevsim.machine.LaunchListener;
import dev.sevsim.machine.RunningGuest;
import java.util.Map;

/** The texts of {@link EncryptedFilesDemo}. */
final class DemoNarration {
    private static final int SHOWN = 48;

    private final Narrator narrator;

    DemoNarration(Narrator narrator) {
        this.narrator = narrator;
    }

    void files(Map<String, Bytes> files, Bytes ciphertext) {
        narrator.chapter("The owner encrypts the files with AES-256-GCM; the host gets the disk image");
        files.forEach((name, content) -> narrator.say(name + ", " + content.length() + " bytes, "
                + PlainFiles.records(content).size() + " records"));
        narrator.compare(
                "plain file",
                files.values().iterator().next().slice(0, SHOWN),
                "its ciphertext on the disk",
                ciphertext.slice(0, SHOWN));
    }

    /** Reports the steps of a launch. */
    LaunchListener launch() {
        narrator.chapter("The guest is launched; the owner checks the measurement, then sends the key");
        return new LaunchListener() {
            @Override
            public void step(String who, String what) {
                narrator.say(who + ": " + what);
            }
        };
    }

    void application() {
        narrator.chapter("The application reads its key from secrets/coco and decrypts the files");
    }

    void command(String line, String output) {
        narrator.say("~ # " + line);
        output.lines().forEach(narrator::say);
    }

    void records(RunningGuest guest, long address) {
        narrator.chapter("Decrypted records in guest memory, and the host's view of the same page");
        views(guest, address, SHOWN);
    }

    void secretPage(RunningGuest guest, long address) {
        narrator.chapter("The key in the secret page, and the host's view of the same page");
        views(guest, address, 2 * SHOWN);
    }

    void memory() {
        narrator.chapter("Search of all memory; the control is a text that the guest printed");
    }

    void keyInMemory(boolean found) {
        narrator.say("memory through the guest's own key: the key was " + (found ? "found, as expected" : "NOT FOUND"));
    }

    void unlink() {
        narrator.chapter("The application removes its key; unlink overwrites it");
    }

    void wipedPage(RunningGuest guest, long address) {
        views(guest, address, 2 * SHOWN);
    }

    void keyAfterUnlink(boolean found) {
        narrator.say(
                "memory through the guest's own key: the key was " + (found ? "STILL FOUND" : "not found any more"));
    }

    void otherPlaces() {
        narrator.chapter("Search of the disk, the bus, the console and the trace");
    }

    void result(LeakSearch.Result result) {
        narrator.say(result.describe());
    }

    private void views(RunningGuest guest, long address, int length) {
        narrator.compare(
                "guest, at 0x" + Long.toHexString(address),
                guest.guestView(address, length),
                "host, same page",
                guest.hostView(address).orElseThrow().slice(0, length));
    }
}
