// A foreign reader of our log: golang.org/x/mod/sumdb checks notes, inclusion and consistency.
package main

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type claim struct {
	Kind, Key, Note, Leaf, OldRoot, NewRoot string
	Index, Old, Size                        int64
	Proof                                   []string
}

func hash(text string) (h tlog.Hash) {
	raw, err := hex.DecodeString(text)
	if err != nil || len(raw) != 32 {
		panic("hash: " + text)
	}
	copy(h[:], raw)
	return h
}

func check(c claim) error {
	var path []tlog.Hash
	for _, text := range c.Proof {
		path = append(path, hash(text))
	}
	if c.Kind == "consistency" {
		return tlog.CheckTree(path, c.Size, hash(c.NewRoot), c.Old, hash(c.OldRoot))
	}
	verifier, err := note.NewVerifier(c.Key)
	if err != nil {
		return err
	}
	opened, err := note.Open([]byte(c.Note), note.VerifierList(verifier))
	if err != nil {
		return err
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return err
	}
	root, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil {
		return err
	}
	return tlog.CheckRecord(path, size, hash(hex.EncodeToString(root)), c.Index, hash(c.Leaf))
}

func main() {
	var claims []claim
	if err := json.NewDecoder(os.Stdin).Decode(&claims); err != nil {
		panic(err)
	}
	for _, c := range claims {
		if err := check(c); err != nil {
			fmt.Println("rejected", err)
		} else {
			fmt.Println("accepted")
		}
	}
}
