"""The acts of a tip-off, a room for each stage of its way (规则 7-27; 监督执纪工作规则 21-37)."""
