package dev.sevsim.view;

import dev.sevsim.abi.Bytes;
import dev.sevsim.abi.firmware.Vmsa;
import dev.sevsim.abi.layout.Field;
import dev.sevsim.bus.frame.FrameType;
import dev.sevsim.view.FrameTree.Node;
import dev.sevsim.view.Run.Area;
import dev.sevsim.view.Run.AreaKind;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Structures in guest memory as blocks of the frames that they belong to. */
final class Areas {
    private static final String SAVE_AREA_SOURCE =
            "docs/reference/sev-firmware-api.md section 6.8; AMD64 Architecture Programmer's Manual volume 2 table B-4";

    /** Stages that are known better by what is measured. */
    private static final Map<AreaKind, String> STAGES =
            Map.of(AreaKind.IMAGE, "update-image", AreaKind.KERNEL_HASHES, "update-hashes");

    private final Map<Integer, List<Block>> blocks = new TreeMap<>();
    private final Map<Integer, String> stages = new HashMap<>();

    /**
     * Where a structure is shown.
     *
     * @param frame place of the frame
     * @param block place among the blocks of the frame
     */
    record Place(String title, int frame, int block) {}

    /**
     * Finds the frames of memory areas.
     *
     * @param frames all of the document
     */
    Areas(List<Area> areas, List<Node> frames) {
        List<Integer> commands = placesOf(FrameType.MAILBOX_COMMAND, frames);
        List<Integer> packets = placesOf(FrameType.LAUNCH_SECRET_PACKET, frames);
        for (Area area : areas) {
            List<Integer> places = area.command() < 0 ? packets : commands;
            int index = area.command() < 0 ? packets.size() - 1 : area.command();
            if (index >= 0 && index < places.size()) {
                Optional.ofNullable(STAGES.get(area.kind())).ifPresent(id -> stages.put(places.get(index), id));
                blocks.computeIfAbsent(places.get(index), unused -> new ArrayList<>())
                        .add(block(area));
            }
        }
    }

    /** Blocks in front of those that the record of a frame has itself. */
    List<Block> at(int frame) {
        return blocks.getOrDefault(frame, List.of());
    }

    boolean isAt(int frame) {
        return blocks.containsKey(frame);
    }

    /** What the stage of a frame is called that has memory of a known kind. */
    Optional<String> stageAt(int frame) {
        return Optional.ofNullable(stages.get(frame));
    }

    /** All structures in the order of the frames. */
    List<Place> places() {
        List<Place> places = new ArrayList<>();
        blocks.forEach((frame, own) -> {
            for (int i = 0; i < own.size(); i++) {
                places.add(new Place(own.get(i).title(), frame, i));
            }
        });
        return places;
    }

    private static List<Integer> placesOf(FrameType type, List<Node> frames) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            if (frames.get(i).kind().equals(type.kind())) {
                places.add(i);
            }
        }
        return places;
    }

    private static Block block(Area area) {
        return switch (area.kind()) {
            case IMAGE -> TableDissector.ovmfTable(area.content());
            case KERNEL_HASHES -> TableDissector.kernelHashes(area.content());
            case SECRET_TABLE -> TableDissector.secrets(area.content());
            case SAVE_AREA -> saveArea(area.content());
        };
    }

    private static Block saveArea(Bytes page) {
        Block.Builder block =
                new Block.Builder(Vmsa.LAYOUT.name(), "The save area of one vCPU of an SEV-ES guest, a page.");
        for (Field field : Vmsa.LAYOUT.fields()) {
            Bytes content = page.slice(field.offset(), field.offset() + field.width());
            boolean register = field.width() <= Long.BYTES && !field.name().equals("unnamed");
            Term term = Term.of(
                    Vmsa.LAYOUT.name(),
                    field.name(),
                    register ? "register of the vCPU" : "bytes between the named registers",
                    SAVE_AREA_SOURCE);
            String value = register
                    ? "0x" + Long.toHexString(StructDissector.number(content, ByteOrder.LITTLE_ENDIAN))
                    : Values.bytes(content);
            block.add(field.offset(), field.width(), register ? term.littleEndian("") : term, value, 0);
        }
        return block.of(page);
    }
}
