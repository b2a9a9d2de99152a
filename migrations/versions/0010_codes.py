"""one-time codes"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0008'


def upgrade() -> None:
    op.create_table('codes',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('identity_id', sa.Integer(), nullable=False),
    sa.Column('to_id', sa.Integer(), nullable=False),
    sa.Column('customer_id', sa.Integer(), nullable=True),
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('nonce', sa.String(length=40), nullable=False),
    sa.Column('by', sa.String(length=100), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('wrong', sa.Integer(), nullable=False),
    sa.Column('tried', sa.Integer(), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_codes_customer_id')),
    sa.ForeignKeyConstraint(['identity_id'], ['identities.id'], name=op.f('fk_codes_identity_id')),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_codes_message_id')),
    sa.ForeignKeyConstraint(['to_id'], ['identities.id'], name=op.f('fk_codes_to_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_codes')),
    sa.UniqueConstraint('message_id', name=op.f('uq_codes_message_id'))
    )
    for column in ('at', 'identity_id', 'to_id'):
        op.create_index(op.f(f'ix_codes_{column}'), 'codes', [column], unique=False)


def downgrade() -> None:
    op.drop_table('codes')
